//! Labels and what they fit.

use super::*;

#[test]
fn labels_fit_file_names_and_with_a_slash_paths() {
    let fits = |labels: &str, path: &str| {
        let track = Labelled::new("1".parse().unwrap(), Some(path), "title");
        Labels::read(labels).fit(&track)
    };
    assert!(fits("battle|combat", "/music/Boss_Battle2.ogg"), "in any case");
    assert!(fits("combat | battle", "/music/galacticbattle.ogg"));
    assert!(!fits("battle", "/music/battleisland/quiet.ogg"), "a folder is not the file");
    assert!(fits("battleisland/", "/music/battleisland/quiet.ogg"));
    assert!(!fits("title", "/music/a.ogg"), "a file is judged by its own name");
    assert!(!fits("-", "/music/a-b.ogg") && Labels::read("-").others);
    assert!(!fits("|", "/music/a.ogg"), "an empty label fits nothing");
    let bare = Labelled::new("1".parse().unwrap(), None, "Sad Song");
    assert!(Labels::read("sad").fit(&bare), "without a file there is the title");
}
