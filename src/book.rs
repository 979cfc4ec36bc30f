//! The book's chapters and their code, compiled and run as documentation tests.
//!
//! Nothing here is part of the library. The chapters are in `book/src`; to read them as a book, run
//! `mdbook serve book`.

/// Gives one chapter's code blocks to rustdoc.
#[cfg(doctest)]
macro_rules! chapters {
    ($($name:ident: $path:literal),* $(,)?) => {$(
        #[doc = include_str!($path)]
        mod $name {}
    )*};
}

#[cfg(doctest)]
chapters! {
    introduction: "../book/src/introduction.md",
    arrays: "../book/src/arrays.md",
    indexing: "../book/src/indexing.md",
    numpy_users: "../book/src/numpy-users.md",
    autodiff: "../book/src/autodiff.md",
    derivatives: "../book/src/derivatives.md",
    sharp_edges: "../book/src/sharp-edges.md",
    vmap: "../book/src/vmap.md",
    control_flow: "../book/src/control-flow.md",
    random: "../book/src/random.md",
    fft: "../book/src/fft.md",
    io: "../book/src/io.md",
    linalg: "../book/src/linalg.md",
    speed: "../book/src/speed.md",
    core: "../book/src/core.md",
    adding_an_op: "../book/src/adding-an-op.md",
    differences: "../book/src/differences.md",
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// The visible lines of the code blocks that quote the program.
    fn quotes(chapter: &str) -> Vec<&str> {
        let blocks = chapter
            .split("```rust\n")
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap_or_default());
        let quotes = blocks.filter(|block| block.contains("# mod quoted {"));
        quotes
            .flat_map(str::lines)
            .filter(|line| !line.starts_with("# ") && !line.is_empty())
            .collect()
    }

    #[test]
    fn the_core_chapter_quotes_its_program_completely_and_in_order() {
        let program = include_str!("../book/src/core.rs")
            .lines()
            .skip(1)
            .filter(|line| !line.is_empty());
        assert_eq!(
            quotes(include_str!("../book/src/core.md")),
            program.collect::<Vec<_>>()
        );
    }

    /// The text without what rustfmt may change.
    fn squeezed(text: &str) -> String {
        text.chars()
            .filter(|&c| !c.is_whitespace() && c != ',')
            .collect()
    }

    #[test]
    fn quotations_from_the_source_are_exact() {
        let chapter = include_str!("../book/src/adding-an-op.md");
        let blocks: Vec<&str> = chapter
            .split("```rs\n")
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap_or_default())
            .collect();
        assert!(blocks.len() > 8);
        for block in blocks {
            let (first, quotation) = block.split_once('\n').expect("a block has lines");
            let file = first
                .strip_prefix("// ")
                .expect("a quotation starts with its file");
            let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
                .expect(file);
            let lines: Vec<&str> = quotation.lines().collect();
            for part in lines.split(|line| line.trim_start_matches('/').trim() == "…") {
                let part = part.join("\n");
                assert!(
                    squeezed(&source).contains(&squeezed(&part)),
                    "{file} does not contain\n{part}"
                );
            }
        }
    }

    #[test]
    fn the_core_stays_below_300_lines_of_code() {
        let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
        assert!(
            include_str!("../book/src/core.rs")
                .lines()
                .filter(is_code)
                .count()
                < 300
        );
    }
}
