#!/usr/bin/env python3
"""Exports a small CLAP model with random weights, and what the reference implementation makes of sounds and texts.

The published weights are hundreds of megabytes; whether the loader is right does not depend on them. So a `ClapModel`
of few and narrow layers is seeded, exported as the pair of ONNX graphs that publishers of CLAP models provide, and run
by `transformers` itself on sounds and texts that the tests make again for themselves. See README.md beside this file.

    pip install torch==2.2.2 transformers==4.44.2 'numpy<2' onnx
    python scripts/clap/export.py crates/models/tests/fixtures/clap
    python scripts/clap/export.py --compare FOLDER SOUND.f32 ...   # reference vectors of 48 kHz mono raw floats
    python scripts/clap/export.py --full FOLDER                    # the published sizes, random weights; 600 MB
"""

import argparse
import copy
import json
import pathlib

import numpy as np
import onnx
import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    ClapAudioConfig,
    ClapConfig,
    ClapFeatureExtractor,
    ClapModel,
    ClapTextConfig,
    RobertaTokenizerFast,
)

RATE = 48_000
WINDOW = 10 * RATE

# What the small vocabulary is learned from.
SENTENCES = [
    "a calm piano piece with soft strings in the background",
    "the sound of rain and distant thunder on a summer night",
    "fast electronic dance music with a driving beat and a female voice",
    "a slow sad song about the sea, sung by a man with a guitar",
    "an orchestra plays an epic theme with brass and drums",
    "upbeat jazz: trumpet, double bass and brushed drums",
    "this is the sound of a dog barking, it's loud and it doesn't stop",
    "dark ambient synthesizer drones, 120 beats per minute",
]

# What is embedded: ordinary text, and whatever a tokenizer may stumble over.
TEXTS = [
    "a calm piano piece",
    "fast electronic dance music with a driving beat",
    "Sad violin",
    "it's loud and it doesn't stop, they've said we'll see I'm told you'd",
    "  two  spaces   before and after  ",
    "tabs\tand\nlines\r\n",
    "120bpm 4/4 (live) -- take #2!!",
    "Música tradicional com viola",
    "日本の夏祭り",
    "emoji 🎸🔥 and ½ or Ⅳ",
    "no\u00a0break\u2003wide\u3000space",
    "",
    " ",
    "the sound of rain " * 40,
]


def tokenizer(folder):
    """A byte-level BPE tokenizer as RoBERTa's, with few merges."""
    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(
        SENTENCES,
        vocab_size=420,
        min_frequency=2,
        show_progress=False,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    )
    bpe.save_model(str(folder))
    fast = RobertaTokenizerFast(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=512)
    (folder / "vocab.json").unlink()
    (folder / "merges.txt").unlink()
    fast.backend_tokenizer.save(str(folder / "tokenizer.json"))
    return fast


def small_config(vocabulary):
    text = ClapTextConfig(
        vocab_size=vocabulary, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=100, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )
    audio = ClapAudioConfig(
        patch_embeds_hidden_size=8, hidden_size=64, depths=[1, 1, 2, 1], num_attention_heads=[1, 1, 1, 2],
        mlp_ratio=1.0, enable_fusion=False, num_classes=8,
    )
    return ClapConfig.from_text_audio_configs(text, audio, projection_dim=32)


def seeded(config):
    """A model with weights wide enough that every part of it shows in the result."""
    torch.manual_seed(20240229)
    model = ClapModel(config).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            if value.dim() > 1:
                value.copy_(torch.randn_like(value) * (0.6 if "embeddings" in name else 1.2 / value[0].numel() ** 0.5))
            elif name.endswith("bias"):
                value.copy_(torch.randn_like(value) * 0.2)
        norm = model.audio_model.audio_encoder.batch_norm
        norm.running_mean.copy_(torch.linspace(-40.0, -60.0, norm.num_features))
        norm.running_var.copy_(torch.linspace(200.0, 400.0, norm.num_features))
        norm.weight.copy_(torch.linspace(0.7, 1.3, norm.num_features))
    return model


class Audio(torch.nn.Module):
    """The audio tower with its projection, not normalised: what `audio_model.onnx` holds."""

    def __init__(self, model):
        super().__init__()
        self.model, self.projection = model.audio_model, model.audio_projection

    def forward(self, input_features):
        return self.projection(self.model(input_features=input_features, is_longer=None)[1])


class Text(torch.nn.Module):
    """The text tower with its projection, not normalised: what `text_model.onnx` holds."""

    def __init__(self, model):
        super().__init__()
        self.model, self.projection = model.text_model, model.text_projection

    def forward(self, input_ids, attention_mask=None):
        return self.projection(self.model(input_ids=input_ids, attention_mask=attention_mask)[1])


def export(model, folder, mask=True):
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    axes = {"input_features": {0: "batch", 1: "channels", 2: "frames", 3: "bands"}, "audio_embeds": {0: "batch"}}
    torch.onnx.export(
        Audio(model), (torch.zeros(2, 1, 1001, 64),), folder / "onnx" / "audio_model.onnx", opset_version=14,
        input_names=["input_features"], output_names=["audio_embeds"], dynamic_axes=axes,
    )
    shorten(folder / "onnx" / "audio_model.onnx")
    ids = torch.tensor([[0, 9, 10, 2], [0, 9, 2, 1]])
    names = ["input_ids", "attention_mask"][: 2 if mask else 1]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {"text_embeds": {0: "batch"}}
    torch.onnx.export(
        Text(model), (ids, (ids != 1).long())[: len(names)], folder / "onnx" / "text_model.onnx", opset_version=14,
        input_names=names, output_names=["text_embeds"], dynamic_axes=axes,
    )
    shorten(folder / "onnx" / "text_model.onnx")


def shorten(path):
    """Drops what only people read: half of a small file is the names of its nodes."""
    model = onnx.load(path)
    graph = model.graph
    kept = {value.name: value.name for value in [*graph.input, *graph.output]} | {"": ""}
    short = lambda name: kept.setdefault(name, f"v{len(kept):x}")
    for node in graph.node:
        node.name, node.doc_string = "", ""
        node.input[:] = [short(name) for name in node.input]
        node.output[:] = [short(name) for name in node.output]
    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def extractor():
    """As published with the models without fusion."""
    return ClapFeatureExtractor(
        feature_size=64, sampling_rate=RATE, hop_length=480, max_length_s=10, fft_window_size=1024,
        frequency_min=50, frequency_max=14_000, top_db=None, truncation="rand_trunc", padding="repeatpad",
        chunk_length_s=10, n_fft=1024, nb_max_frames=1000, nb_max_samples=WINDOW, nb_frequency_bins=513,
        padding_side="right", processor_class="ClapProcessor",
    )


def noise(count, seed):
    """The generator of the tests: a multiplicative congruential one of 32 bits; −1..1."""
    values, state = np.empty(count, np.float32), seed
    for index in range(count):
        state = (state * 1_664_525 + 1_013_904_223) & 0xFFFF_FFFF
        values[index] = np.float32((state >> 8) / 8_388_608.0 - 1.0)
    return values


def sounds():
    """Made in double precision, kept in single, as in the tests."""
    def chord(seconds):
        time = np.arange(int(seconds * RATE)) / RATE
        tones = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 277.18, 329.63, 440.0))
        return (0.2 * tones * np.exp(-0.7 * (time % 1.0))).astype(np.float32)

    def sweep(seconds):
        time = np.arange(int(seconds * RATE)) / RATE
        return (0.5 * np.sin(2 * np.pi * (40.0 * time + 350.0 * time * time))).astype(np.float32)

    def hiss(seconds):
        return noise(int(seconds * RATE), 1) * np.float32(0.1)

    return {
        "chord of 3 s": chord(3.0), "sweep of 10 s": sweep(10.0), "noise of 10 s": hiss(10.0),
        "chord of 27 s": chord(27.0), "sweep of 27 s": sweep(27.0),
    }


def windows(sound):
    """Windows without overlap from the start, and one that ends with the sound; of more than eight, eight that are
    evenly spread. As the loader takes them from sounds of up to 160 s."""
    if len(sound) <= WINDOW:
        return [sound]
    starts = list(range(0, len(sound) - WINDOW + 1, WINDOW))
    if len(sound) - starts[-1] - WINDOW >= RATE:
        starts.append(len(sound) - WINDOW)
    if len(starts) > 8:
        starts = [starts[(place * (len(starts) - 1) + 3) // 7] for place in range(8)]
    return [sound[start : start + WINDOW] for start in starts]


def unit(vector):
    return vector / np.linalg.norm(vector)


def hear(model, sound):
    """Vectors of the windows, then that of the sound."""
    with torch.no_grad():
        each = []
        for window in windows(sound):
            features = extractor()(window, sampling_rate=RATE, return_tensors="pt")["input_features"]
            each.append(unit(model.get_audio_features(features)[0].double().numpy()))
    return each, unit(np.mean(each, axis=0))


def rounded(vector):
    return [round(float(value), 7) for value in vector]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("sounds", nargs="*", type=pathlib.Path)
    arguments.add_argument("--compare", action="store_true")
    arguments.add_argument("--full", action="store_true")
    arguments = arguments.parse_args()
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    fast = tokenizer(folder)
    model = seeded(ClapConfig(audio_config={"enable_fusion": False}) if arguments.full else small_config(len(fast)))
    if arguments.compare:
        for path in arguments.sounds:
            _, vector = hear(model, np.fromfile(path, np.float32))
            print(json.dumps({"file": path.name, "vector": rounded(vector)}))
        return
    # Tracing leaves its marks in the modules (a window's size becomes a traced value), so a copy is traced.
    export(copy.deepcopy(model), folder, mask=not arguments.full)
    extractor().save_pretrained(folder)
    audio = {"model_type": "clap_audio_model", "spec_size": model.config.audio_config.spec_size}
    audio |= {"num_mel_bins": model.config.audio_config.num_mel_bins, "enable_fusion": False}
    config = {"architectures": ["ClapModel"], "model_type": "clap", "audio_config": audio}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    texts = []
    with torch.no_grad():
        for text in TEXTS:
            ids = fast(text, truncation=True, max_length=77)["input_ids"]
            vector = unit(model.get_text_features(torch.tensor([ids]))[0].double().numpy())
            texts.append({"text": text, "ids": ids, "vector": rounded(vector)})
    heard = []
    for name, sound in sounds().items():
        each, vector = hear(model, sound)
        heard.append({"sound": name, "windows": len(each), "vector": rounded(vector)})
    first = extractor()(sounds()["chord of 3 s"], sampling_rate=RATE, return_tensors="np")["input_features"][0, 0]
    frames = {str(index): rounded(first[index]) for index in (0, 1, 500, 899, 950, 1000)}
    reference = {"texts": texts, "sounds": heard, "chord_frames": frames}
    lines = json.dumps(reference, ensure_ascii=False).replace('{"text"', '\n{"text"').replace('{"sound"', '\n{"sound"')
    (folder / "reference.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
