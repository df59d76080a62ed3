//! Compares JSON with a pattern.
//!
//! A pattern is JSON. A text, number, boolean or null matches itself (`20` and `20.0` are one number); an array matches
//! one of the same length, element by element; an object matches one that has at least its members. An object with one
//! member that begins with `$` says more:
//!
//! | pattern | matches |
//! |---|---|
//! | `{"$type": "integer"}` | any `string`, `number`, `integer`, `boolean`, `null`, `array`, `object` |
//! | `{"$contains": ["a", "b"]}` | a text with all of these in it |
//! | `{"$between": [0, 1]}` | a number in the range, ends included |
//! | `{"$length": 3}` | an array of this length |
//! | `{"$each": PATTERN}` | an array whose every element matches |
//! | `{"$first": PATTERN}` | an array whose first element matches |
//! | `{"$set": [PATTERN, …]}` | an array with one element for each pattern, in any order |
//! | `{"$keys": ["a", "b"]}` | an object with exactly these members |
//! | `{"$exact": JSON}` | exactly this |
//! | `{"$all": [PATTERN, …]}` | what matches each of these |
//! | `{"$not": PATTERN}` | what does not match |
//! | `{"$absent": true}` | nothing: the member must not be there |

use serde_json::Value;

/// What of `value` (absent: `None`) does not match `pattern`, a line each; `at` says where it stands.
pub fn check(at: &str, pattern: &Value, value: Option<&Value>) -> Vec<String> {
    if let Some((form, argument)) = form(pattern) {
        return check_form(at, form, argument, value);
    }
    let Some(value) = value else { return vec![format!("{at} is absent; expected {pattern}")] };
    match (pattern, value) {
        (Value::Object(members), Value::Object(map)) => members
            .iter()
            .flat_map(|(name, pattern)| check(&format!("{at}.{name}"), pattern, map.get(name)))
            .collect(),
        (Value::Array(patterns), Value::Array(items)) if patterns.len() == items.len() => patterns
            .iter()
            .zip(items)
            .enumerate()
            .flat_map(|(i, (pattern, item))| check(&format!("{at}[{i}]"), pattern, Some(item)))
            .collect(),
        _ if same(pattern, value) => Vec::new(),
        _ => vec![format!("{at} is {value}; expected {pattern}")],
    }
}

/// The `$` form of a pattern with its argument.
fn form(pattern: &Value) -> Option<(&str, &Value)> {
    let map = pattern.as_object().filter(|map| map.len() == 1)?;
    let (name, argument) = map.iter().next()?;
    name.starts_with('$').then_some((name.as_str(), argument))
}

fn check_form(at: &str, form: &str, argument: &Value, value: Option<&Value>) -> Vec<String> {
    let list = argument.as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(value) = value else {
        let ok = form == "$absent";
        return if ok { Vec::new() } else { vec![format!("{at} is absent; expected {form} {argument}")] };
    };
    let items = value.as_array();
    let holds = match form {
        "$type" => argument.as_str().is_some_and(|kind| is_type(kind, value)),
        "$contains" => value.as_str().is_some_and(|text| {
            !list.is_empty() && list.iter().all(|part| part.as_str().is_some_and(|part| text.contains(part)))
        }),
        "$between" => match (value.as_f64(), list) {
            (Some(number), [low, high]) => {
                low.as_f64().is_some_and(|low| low <= number)
                    && high.as_f64().is_some_and(|high| number <= high)
            }
            _ => false,
        },
        "$length" => items.is_some_and(|items| Some(items.len() as u64) == argument.as_u64()),
        "$keys" => value.as_object().is_some_and(|map| {
            map.len() == list.len()
                && list.iter().all(|key| key.as_str().is_some_and(|key| map.contains_key(key)))
        }),
        "$exact" => same(argument, value),
        "$not" => !check(at, argument, Some(value)).is_empty(),
        "$first" => items
            .and_then(|items| items.first())
            .is_some_and(|item| check(at, argument, Some(item)).is_empty()),
        "$set" => items.is_some_and(|items| is_set(list, items)),
        "$each" => {
            let Some(items) = items else { return vec![format!("{at} is {value}; expected an array")] };
            let each = |(i, item): (usize, &Value)| check(&format!("{at}[{i}]"), argument, Some(item));
            return items.iter().enumerate().flat_map(each).collect();
        }
        "$all" => return list.iter().flat_map(|pattern| check(at, pattern, Some(value))).collect(),
        _ => false,
    };
    if holds { Vec::new() } else { vec![format!("{at} is {value}; expected {form} {argument}")] }
}

/// Equality, where numbers are compared by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

fn is_type(kind: &str, value: &Value) -> bool {
    match kind {
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// Each pattern takes the first element left that it matches; patterns of one set must not overlap.
fn is_set(patterns: &[Value], items: &[Value]) -> bool {
    let mut left: Vec<&Value> = items.iter().collect();
    for pattern in patterns {
        match left.iter().position(|item| check("", pattern, Some(item)).is_empty()) {
            Some(at) => drop(left.swap_remove(at)),
            None => return false,
        }
    }
    left.is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_match_what_they_say_and_nothing_else() {
        let value = json!({"n": 20, "list": [1, {"a": "xyz"}], "none": null});
        for good in [
            json!({"n": 20.0}),
            json!({"list": [{"$type": "integer"}, {"a": {"$contains": ["x", "z"]}}], "more": {"$absent": true}}),
            json!({"list": {"$set": [{"a": "xyz"}, 1]}, "none": null}),
            json!({"$keys": ["n", "list", "none"]}),
            json!({"n": {"$not": 19}, "list": {"$first": 1}}),
            json!({"$exact": {"n": 20, "list": [1, {"a": "xyz"}], "none": null}}),
            json!({"$all": [{"n": {"$between": [20, 21]}}, {"list": {"$length": 2}}]}),
        ] {
            assert_eq!(check("body", &good, Some(&value)), Vec::<String>::new());
        }
        for bad in [
            json!({"n": 21}),
            json!({"n": {"$absent": true}}),
            json!({"more": {"$type": "string"}}),
            json!({"list": {"$set": [{"a": "xyz"}]}}),
            json!({"list": {"$each": {"$type": "integer"}}}),
            json!({"$exact": {"n": 20}}),
            json!({"$keys": ["n"]}),
            json!({"n": {"$typo": 1}}),
            json!({"n": {"$not": 20}}),
            json!({"list": {"$first": 2}}),
            json!({"list": [1]}),
        ] {
            assert!(!check("body", &bad, Some(&value)).is_empty(), "{bad}");
        }
    }
}
