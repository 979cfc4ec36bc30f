//! Inference of every primitive against evaluation: what it gives, what it rejects, symbolic sizes.

use numtape::testing::{check_catalogue, check_infer};

#[test]
fn inference_agrees_with_evaluation() {
    check_catalogue("infer", check_infer).unwrap();
}
