//! What must hold of the lexicon's tables and of reading them.

use super::*;

#[test]
fn the_tables_of_this_build_are_right_line_by_line() {
    if let Err(wrong) = Lexicon::read(FILES) {
        panic!("{}", wrong.join("\n"));
    }
}

#[test]
fn a_line_becomes_a_concept_with_its_relations() {
    let lexicon = Lexicon::read(&[(
        "test.tsv",
        "# a comment\nmood\tepic\tgrand|larger than life\t\tarousal+1 hard-rock-0.5\t\nuse\tBoss Fight\t\t\taggressive+2\tepic:0.8\ninstrument\tguitar\t\t\tguitar+2\t\ninstrument\telectric guitar\te-guitar\tguitar\t\t\n",
    )])
    .unwrap();
    let epic = lexicon.find("Epic").unwrap();
    assert_eq!(lexicon.find("larger-than-life"), Some(epic));
    assert_eq!(lexicon.concept(epic).targets, [(Axis::Arousal, 1.0), (Axis::HardRock, -0.5)]);
    let fight = lexicon.find("bossfights").unwrap();
    assert_eq!(lexicon.concept(fight).related, [(epic, 0.8)]);
    let electric = lexicon.find("electric guitars").unwrap();
    assert_eq!(lexicon.broader(electric), [electric, lexicon.find("guitar").unwrap()]);
    assert_eq!(lexicon.longest_name(), 3);
    assert_eq!(lexicon.find("tuba"), None);
}

#[test]
fn every_wrong_line_is_named_with_its_reason() {
    for (line, reason) in [
        ("mood\tx", "columns"),
        ("feeling\tx\t\t\t\t", "kind"),
        ("mood\t-\t\t\t\t", "no name"),
        ("mood\tx\t\t\tloudness+1\t", "not one of"),
        ("mood\tx\t\t\tloud+9\t", "from -3 to 3"),
        ("mood\tx\t\t\tloud\t", "no sign"),
        ("mood\tx\t\ty\t\t", "no concept"),
        ("mood\tx\t\t\t\ty:0.5", "no concept"),
        ("mood\tx\t\t\t\tx:2", "at most 1"),
        ("mood\tx\t\t\t\t\nmood\tX\t\t\t\t", "taken"),
    ] {
        let wrong = Lexicon::read(&[("t.tsv", line)]).unwrap_err().join("\n");
        assert!(wrong.contains(reason) && wrong.starts_with("t.tsv:"), "{line:?}: {wrong}");
    }
}
