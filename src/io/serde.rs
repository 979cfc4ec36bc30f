//! `Serialize` and `Deserialize` for arrays and dtypes (feature `serde`).
//!
//! An array is a structure of `dtype`, `shape` and `data`. Binary formats get the data as little-endian bytes, formats for
//! people a flat list in C order: numbers, `true` and `false`, pairs for complex numbers, and the texts `"nan"`, `"inf"` and
//! `"-inf"` for what JSON has no number for. What is read is checked: a shape must fit its data.

use super::bytes::{decode, encode};
use crate::array::Array;
use crate::dtype::DType;
use crate::dtype::dispatch::for_dtype;
use crate::error::{Error, Result};
use half::{bf16, f16};
use num_complex::Complex;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The array in a binary format.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Array")]
struct Packed {
    dtype: DType,
    shape: Vec<usize>,
    data: Vec<u8>,
}

/// The array in a format for people.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Array")]
struct Listed {
    dtype: DType,
    shape: Vec<usize>,
    data: Vec<Item>,
}

/// One element in a format for people.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Item {
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Complex([Box<Item>; 2]),
    Word(String),
}

impl Serialize for DType {
    /// The short name: `"f32"`.
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for DType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        DType::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("no dtype is called {name:?}")))
    }
}

impl Serialize for Array {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (dtype, shape) = (self.dtype(), self.shape().to_vec());
        if serializer.is_human_readable() {
            let data = items(self).map_err(S::Error::custom)?;
            Listed { dtype, shape, data }.serialize(serializer)
        } else {
            let data = encode(self).map_err(S::Error::custom)?;
            Packed { dtype, shape, data }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Array {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let Listed { dtype, shape, data } = Listed::deserialize(deserializer)?;
            from_items(dtype, &shape, &data).map_err(D::Error::custom)
        } else {
            let Packed { dtype, shape, data } = Packed::deserialize(deserializer)?;
            decode("deserialize", dtype, &shape, data, false).map_err(D::Error::custom)
        }
    }
}

/// An element to and from its form for people.
trait Listable: Sized {
    fn item(self) -> Item;
    fn from_item(item: &Item) -> Option<Self>;
}

impl Listable for bool {
    fn item(self) -> Item {
        Item::Bool(self)
    }
    fn from_item(item: &Item) -> Option<Self> {
        match item {
            Item::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

macro_rules! integers {
    ($($ty:ty => $kind:ident as $wide:ty),*) => {$(
        impl Listable for $ty {
            fn item(self) -> Item {
                Item::$kind(<$wide>::from(self))
            }
            fn from_item(item: &Item) -> Option<Self> {
                match item {
                    Item::Unsigned(value) => (*value).try_into().ok(),
                    Item::Signed(value) => (*value).try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

integers!(u8 => Unsigned as u64, u16 => Unsigned as u64, u32 => Unsigned as u64, u64 => Unsigned as u64,
    i8 => Signed as i64, i16 => Signed as i64, i32 => Signed as i64, i64 => Signed as i64);

fn float_item(value: f64) -> Item {
    if value.is_nan() {
        Item::Word("nan".into())
    } else if value.is_infinite() {
        Item::Word(if value > 0.0 { "inf" } else { "-inf" }.into())
    } else {
        Item::Float(value)
    }
}

fn float_of(item: &Item) -> Option<f64> {
    match item {
        Item::Float(value) => Some(*value),
        Item::Unsigned(value) => Some(*value as f64),
        Item::Signed(value) => Some(*value as f64),
        Item::Word(word) => match word.as_str() {
            "nan" => Some(f64::NAN),
            "inf" => Some(f64::INFINITY),
            "-inf" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        Item::Bool(_) | Item::Complex(_) => None,
    }
}

macro_rules! floats {
    ($($ty:ty => $narrow:expr),*) => {$(
        impl Listable for $ty {
            fn item(self) -> Item {
                float_item(f64::from(self))
            }
            fn from_item(item: &Item) -> Option<Self> {
                float_of(item).map($narrow)
            }
        }
        )*};
}

floats!(f16 => f16::from_f64, bf16 => bf16::from_f64, f32 => |x| x as f32, f64 => |x| x);

macro_rules! complex {
    ($($part:ty),*) => {$(
        impl Listable for Complex<$part> {
            fn item(self) -> Item {
                Item::Complex([Box::new(self.re.item()), Box::new(self.im.item())])
            }
            fn from_item(item: &Item) -> Option<Self> {
                match item {
                    Item::Complex([re, im]) => Some(Complex::new(<$part>::from_item(re)?, <$part>::from_item(im)?)),
                    _ => None,
                }
            }
        }
    )*};
}

complex!(f32, f64);

fn items(x: &Array) -> Result<Vec<Item>> {
    for_dtype!(x.dtype(), T => {
        Ok(x.to_vec::<T>()?.into_iter().map(Listable::item).collect())
    })
}

fn from_items(dtype: DType, shape: &[usize], data: &[Item]) -> Result<Array> {
    for_dtype!(dtype, T => {
        let values: Option<Vec<T>> = data.iter().map(<T as Listable>::from_item).collect();
        let values = values.ok_or_else(|| {
            Error::value("deserialize", format!("an element is no {dtype}"))
        })?;
        Array::from_shape_vec(shape, values)
    })
}
