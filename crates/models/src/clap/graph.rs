//! One tower: an ONNX graph, loaded and run by `rten`.
//!
//! The rest of this crate writes its networks out; this one does not, since any model of the family is to be taken
//! as published, and its audio tower alone is a graph of a thousand operators.
//!
//! A graph runs on one thread, like every other model here: callers bring the parallelism, and the result does not
//! depend on the number of cores.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{Layout, Tensor};

use super::error::ClapError;
use crate::threads;

/// Longest vector accepted.
pub(super) const MAX_DIMENSIONS: usize = 8192;

/// What a runtime's error says is kept to so many characters.
const MAX_REASON_CHARS: usize = 300;

pub(super) struct Graph {
    file: &'static str,
    model: Model,
    inputs: Vec<NodeId>,
    output: NodeId,
    /// Threads that nobody uses; as many come to be as are used at a time.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

/// What a graph is asked for.
pub(super) struct Ports {
    /// Must be there.
    pub(super) input: &'static str,
    /// Is fed where the graph has it.
    pub(super) optional: Option<&'static str>,
    pub(super) output: &'static str,
}

impl Graph {
    /// Reads a graph from its bytes. Weights outside it are refused.
    pub(super) fn load(file: &'static str, bytes: Vec<u8>, ports: &Ports) -> Result<Self, ClapError> {
        let read = || ModelOptions::with_all_ops().load(bytes);
        let model = guarded(read).map_err(|reason| ClapError::Graph { file, reason })?;
        let port = |kind, ids: &[NodeId], name| {
            let id = model.find_node(name).filter(|id| ids.contains(id));
            id.ok_or(ClapError::Port { file, kind, name })
        };
        let mut inputs = vec![port("input", model.input_ids(), ports.input)?];
        inputs.extend(ports.optional.and_then(|name| port("input", model.input_ids(), name).ok()));
        let output = port("output", model.output_ids(), ports.output)?;
        Ok(Self { file, model, inputs, output, idle: Mutex::default() })
    }

    /// The one vector that the graph makes of its inputs: in the order of the ports, the optional one last.
    pub(super) fn run(&self, inputs: Vec<Value>) -> Result<Vec<f32>, ClapError> {
        let idle = lock(&self.idle).pop();
        let pool = idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let inputs: Vec<(NodeId, ValueOrView)> =
            self.inputs.iter().copied().zip(inputs.into_iter().map(ValueOrView::from)).collect();
        let run = || self.model.run_n(inputs, [self.output], Some(options));
        let result = threads::outside_pools(|| guarded(run));
        lock(&self.idle).push(pool);
        let [value] = result.map_err(|reason| ClapError::Run { file: self.file, reason })?;
        self.vector(value)
    }

    /// An input of the graph; refused when the shape is not that of the data.
    pub(super) fn input<T>(&self, shape: &[usize], data: Vec<T>) -> Result<Value, ClapError>
    where
        Value: From<Tensor<T>>,
    {
        let refused = |reason: String| ClapError::Run { file: self.file, reason };
        Value::from_shape(shape, data).map_err(|error| refused(error.to_string()))
    }

    fn vector(&self, value: Value) -> Result<Vec<f32>, ClapError> {
        let found = value.shape().to_vec();
        let wrong = || ClapError::Output { file: self.file, found, limit: MAX_DIMENSIONS };
        match value.into_shape_vec::<f32, 2>() {
            Ok(([1, 1..=MAX_DIMENSIONS], values)) => Ok(values),
            _ => Err(wrong()),
        }
    }
}

/// Turns errors, and the runtime's panics on graphs that it does not expect, into words.
fn guarded<T, E: std::fmt::Display>(work: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(error.to_string().chars().take(MAX_REASON_CHARS).collect()),
        Err(_panic) => Err("the runtime gave up on it".to_owned()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
