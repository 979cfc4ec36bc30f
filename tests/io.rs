//! Reading and writing: every dtype and layout comes back as it was, and no file, however damaged, does harm.

use numtape::io::{
    LoadTxt, from_safetensors, read_npy, read_npz, read_text, to_safetensors, write_npy, write_npz,
};
use numtape::prelude::*;
use numtape::{DType, Error};
use proptest::prelude::*;
use std::io::Cursor;

/// Arrays of every dtype: 0-d, empty, transposed, with special values.
fn arrays() -> Vec<Array> {
    let of = |dtype: DType| {
        let x = np::array([[0.0, 1.0, 2.0], [3.0, 100.0, 5.0]]).astype(dtype);
        let special = if dtype.is_differentiable() {
            np::array([f64::NAN, f64::INFINITY, -0.0, 1.5]).astype(dtype)
        } else {
            x.i(s![.., ..;-1])
        };
        [x.t(), x.i(s![1, 1]), x.i(s![..0]), special]
    };
    DType::ALL.into_iter().flat_map(of).collect()
}

fn assert_same(found: &Array, wanted: &Array) {
    assert_eq!(found.aval(), wanted.aval());
    assert_eq!(found.to_string(), wanted.to_string());
}

#[test]
fn npy_brings_back_every_array() {
    for x in arrays() {
        let mut bytes = Vec::new();
        match write_npy(&mut bytes, &x) {
            Ok(()) => assert_same(&read_npy(&bytes[..]).unwrap(), &x),
            Err(error) => {
                assert_eq!(x.dtype(), BF16);
                assert!(error.to_string().contains("no bfloat16"), "{error}");
                assert!(bytes.is_empty());
            }
        }
    }
    // Several arrays in one stream.
    let mut bytes = Vec::new();
    write_npy(&mut bytes, array([1, 2])).unwrap();
    write_npy(&mut bytes, array(3.5)).unwrap();
    let mut reader = &bytes[..];
    assert_same(&read_npy(&mut reader).unwrap(), &array([1, 2]));
    assert_same(&read_npy(&mut reader).unwrap(), &array(3.5));
}

#[test]
fn archives_bring_back_every_array() {
    let all = arrays();
    let named = |skip: DType| {
        let chosen = all
            .iter()
            .enumerate()
            .filter(move |(_, x)| x.dtype() != skip);
        chosen
            .map(|(i, x)| (format!("layer.{i}/w"), x))
            .collect::<Vec<_>>()
    };
    let mut file = Cursor::new(Vec::new());
    let wanted = named(BF16);
    write_npz(&mut file, wanted.iter().map(|(name, x)| (name, *x))).unwrap();
    let found = read_npz(file).unwrap();
    assert_eq!(found.len(), wanted.len());
    for (name, x) in &wanted {
        assert_same(&found[name], x);
    }

    let wanted = named(C128);
    let bytes = to_safetensors(wanted.iter().map(|(name, x)| (name, *x)), &[("k", "v")]).unwrap();
    let found = from_safetensors(&bytes).unwrap();
    assert_eq!(found.metadata["k"], "v");
    for (name, x) in &wanted {
        assert_same(&found.arrays[name], x);
    }
    let refused = to_safetensors([("z", &np::zeros(([1], C128)))], &[]).unwrap_err();
    assert!(matches!(refused, Error::Dtype(_)), "{refused}");
    let twice = to_safetensors([("x", &all[0]), ("x", &all[1])], &[]).unwrap_err();
    assert!(twice.to_string().contains("stands twice"), "{twice}");
}

#[test]
fn serde_brings_back_every_array() {
    for x in arrays() {
        let text = serde_json::to_string(&x).unwrap();
        assert_same(&serde_json::from_str(&text).unwrap(), &x);
        let packed = postcard::to_stdvec(&x).unwrap();
        assert_same(&postcard::from_bytes(&packed).unwrap(), &x);
    }
    let text = serde_json::to_string(&np::array([[1.5, f64::NAN]])).unwrap();
    assert_eq!(text, r#"{"dtype":"f64","shape":[1,2],"data":[1.5,"nan"]}"#);
    for bad in [
        r#"{"dtype":"f64","shape":[3],"data":[1.5]}"#,
        r#"{"dtype":"f65","shape":[1],"data":[1.5]}"#,
        r#"{"dtype":"u8","shape":[1],"data":[256]}"#,
        r#"{"dtype":"bool","shape":[1],"data":[1]}"#,
        r#"{"dtype":"f64","shape":[4294967296,4294967296],"data":[]}"#,
    ] {
        assert!(serde_json::from_str::<Array>(bad).is_err(), "{bad}");
    }
}

#[test]
fn values_inside_a_map_are_not_written() {
    let error = vectorized_map(
        |row| {
            assert!(write_npy(Vec::new(), &row).is_err());
            row
        },
        np::ones([2, 2]),
    );
    assert_eq!(error.shape(), [2, 2]);
}

/// A header of the given text.
fn npy_of(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn damaged_files_are_refused_with_reasons() {
    let header = |descr: &str, shape: &str| {
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n")
    };
    let cases = [
        (vec![], "the data ends after 0"),
        (b"PK\x03\x04 not an npy".to_vec(), "magic"),
        (b"\x93NUMPY\x09\x00\x00\x00".to_vec(), "version 9"),
        (
            npy_of(&header("<f8", "(1000000000000,)"), &[0; 8]),
            "ends after 8 of",
        ),
        (
            npy_of(&header("<f8", "(4611686018427387904, 4)"), &[]),
            "address space",
        ),
        (
            npy_of(&header("<f8", "(2,)"), &[0; 15]),
            "ends after 15 of 16",
        ),
        (npy_of(&header("|O", "(2,)"), &[0; 16]), "not supported"),
        (npy_of(&header("<U3", "(2,)"), &[0; 24]), "not supported"),
        (npy_of(&header("<f8", "(-1,)"), &[0; 8]), "npy"),
        (npy_of(&"(".repeat(5000), &[]), "nested too deeply"),
        (npy_of("nonsense", &[]), "not a .npy file"),
    ];
    for (bytes, reason) in cases {
        let error = read_npy(&bytes[..]).unwrap_err().to_string();
        assert!(error.contains(reason), "{error} does not say {reason}");
    }
    // A header that announces gigabytes.
    let mut huge = b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec();
    huge.extend([b' '; 100]);
    assert!(
        read_npy(&huge[..])
            .unwrap_err()
            .to_string()
            .contains("4294967295 bytes")
    );
    let missing = np::load("no/such/file.npy").unwrap_err().to_string();
    assert!(missing.contains("no/such/file.npy"), "{missing}");
    for bytes in [&b""[..], &[0xff; 16], b"\x08\0\0\0\0\0\0\0{\"a\":1} "] {
        assert!(from_safetensors(bytes).is_err());
    }
}

proptest! {
    #[test]
    fn damaged_bytes_never_panic(
        at in prop::collection::vec((0usize..400, any::<u8>()), 1..8),
        cut in 0usize..400,
    ) {
        let damage = |mut bytes: Vec<u8>| {
            for &(i, byte) in &at {
                let len = bytes.len();
                bytes[i % len] = byte;
            }
            let len = bytes.len();
            bytes.truncate(len - cut % len);
            bytes
        };
        let x = array([[1.0, 2.0], [3.0, 4.0]]);
        let mut npy = Vec::new();
        write_npy(&mut npy, &x).unwrap();
        if let Ok(y) = read_npy(&damage(npy)[..]) {
            prop_assert!(y.len() <= 4 * 8);
        }
        let mut npz = Cursor::new(Vec::new());
        write_npz(&mut npz, [("x", &x)]).unwrap();
        let _ = read_npz(Cursor::new(damage(npz.into_inner())));
        let _ = from_safetensors(&damage(to_safetensors([("x", &x)], &[]).unwrap()));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9.eEj()#, \\n\\tnaif]{0,60}", columns in prop::option::of(prop::collection::vec(-3isize..3, 0..3))) {
        for delimiter in [None, Some(",".to_string())] {
            let options = LoadTxt { delimiter, usecols: columns.clone(), dtype: C128, ..LoadTxt::default() };
            let _ = read_text(text.as_bytes(), &options);
        }
    }

    #[test]
    fn tables_come_back(values in prop::collection::vec(any::<f64>(), 1..20)) {
        let x = Array::from_vec(values);
        let mut bytes = Vec::new();
        numtape::io::write_text(&mut bytes, &x, &numtape::io::SaveTxt::default()).unwrap();
        let options = LoadTxt { ndmin: 1, ..LoadTxt::default() };
        let y = read_text(&bytes[..], &options).unwrap();
        prop_assert!(np::array_equal(np::nan_to_num(&x), np::nan_to_num(&y)));
    }
}
