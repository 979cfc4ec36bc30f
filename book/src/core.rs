// The program of the chapter "The core in 300 lines". It needs the standard library only.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A handle. Cloning it keeps the identity; every op makes a new one.
#[derive(Clone)]
struct Array(Rc<Inner>);

struct Inner {
    id: u64,
    value: Value,
}

/// Data, or one example of a batch: then all examples lie along axis 0 of `inner`.
enum Value {
    Dense(Dense),
    Batched { frame: u64, inner: Array },
}

#[derive(Clone, Debug, PartialEq)]
struct Dense {
    shape: Vec<usize>,
    data: Vec<f64>,
}

thread_local!(static NEXT_ID: Cell<u64> = const { Cell::new(1) });

fn fresh_id() -> u64 {
    NEXT_ID.replace(NEXT_ID.get() + 1)
}

impl Array {
    fn from_value(value: Value) -> Array {
        Array(Rc::new(Inner { id: fresh_id(), value }))
    }

    fn new(shape: &[usize], data: &[f64]) -> Array {
        assert_eq!(shape.iter().product::<usize>(), data.len());
        Array::from_value(Value::Dense(Dense { shape: shape.to_vec(), data: data.to_vec() }))
    }

    fn id(&self) -> u64 {
        self.0.id
    }

    fn shape(&self) -> &[usize] {
        match &self.0.value {
            Value::Dense(dense) => &dense.shape,
            Value::Batched { inner, .. } => &inner.shape()[1..],
        }
    }

    fn dense(&self) -> &Dense {
        let Value::Dense(dense) = &self.0.value else { panic!("this array belongs to a vmap that has ended") };
        dense
    }
}

/// What an op is: a struct with all of its rules.
trait Primitive {
    fn eval(&self, xs: &[&Dense]) -> Dense;
    /// The cotangents of the inputs from that of the output, by public ops.
    fn vjp(&self, ct: &Array, xs: &[Array], y: &Array) -> Vec<Array>;
    /// The op on whole batches, by public ops. The result has the batch at axis 0.
    fn batch(&self, size: usize, xs: &[Array], batched: &[bool]) -> Array;
}

#[derive(Clone)]
enum Frame {
    Tape(Rc<Tape>),
    Vmap(Rc<Vmap>),
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
    /// How many frames, from the bottom, the next op sees.
    static VISIBLE: Cell<usize> = const { Cell::new(0) };
}

/// The one path of every op.
fn bind(op: Rc<dyn Primitive>, xs: &[&Array]) -> Array {
    let visible = VISIBLE.get();
    if visible == 0 {
        let dense: Vec<&Dense> = xs.iter().map(|x| x.dense()).collect();
        return Array::from_value(Value::Dense(op.eval(&dense)));
    }
    let frame = FRAMES.with_borrow(|frames| frames[visible - 1].clone());
    let _restored = Restore(visible);
    VISIBLE.set(visible - 1);
    match frame {
        Frame::Tape(tape) => tape.process(op, xs),
        Frame::Vmap(vmap) => vmap.process(op, xs),
    }
}

/// Shows the frame again when it has processed an op, also after a panic.
struct Restore(usize);

impl Drop for Restore {
    fn drop(&mut self) {
        VISIBLE.set(self.0);
    }
}

/// An open frame, inserted at the visible top and removed by its id.
struct Open(u64);

impl Frame {
    fn id(&self) -> u64 {
        match self {
            Frame::Tape(tape) => tape.id,
            Frame::Vmap(vmap) => vmap.id,
        }
    }

    fn open(self) -> Open {
        let (id, visible) = (self.id(), VISIBLE.get());
        FRAMES.with_borrow_mut(|frames| frames.insert(visible, self));
        VISIBLE.set(visible + 1);
        Open(id)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let at = FRAMES.with_borrow(|frames| frames.iter().position(|f| f.id() == self.0).expect("it is open"));
        let _frame = FRAMES.with_borrow_mut(|frames| frames.remove(at));
        VISIBLE.set(VISIBLE.get() - usize::from(at < VISIBLE.get()));
    }
}

/// A recording. Arrays are known by id.
#[derive(Default)]
struct Tape {
    id: u64,
    known: RefCell<HashSet<u64>>,
    nodes: RefCell<Vec<Node>>,
}

#[derive(Clone)]
struct Node {
    op: Rc<dyn Primitive>,
    xs: Vec<Array>,
    y: Array,
}

impl Tape {
    fn new() -> Rc<Tape> {
        Rc::new(Tape { id: fresh_id(), ..Tape::default() })
    }

    fn watch(&self, x: &Array) {
        self.known.borrow_mut().insert(x.id());
    }

    fn process(&self, op: Rc<dyn Primitive>, xs: &[&Array]) -> Array {
        let y = bind(Rc::clone(&op), xs);
        if xs.iter().any(|x| self.known.borrow().contains(&x.id())) {
            self.watch(&y);
            let xs = xs.iter().map(|&x| x.clone()).collect();
            self.nodes.borrow_mut().push(Node { op, xs, y: y.clone() });
        }
        y
    }

    /// The gradient of `y` with respect to `x`; `None` if no path connects them.
    fn gradient(&self, y: &Array, seed: &Array, x: &Array) -> Option<Array> {
        let mut cts = HashMap::from([(y.id(), seed.clone())]);
        let (known, nodes) = (self.known.borrow().clone(), self.nodes.borrow().clone());
        for node in nodes.iter().rev() {
            let Some(ct) = cts.get(&node.y.id()).cloned() else { continue };
            let terms = node.xs.iter().zip(node.op.vjp(&ct, &node.xs, &node.y));
            for (x, term) in terms.filter(|(x, _)| known.contains(&x.id())) {
                let sum = cts.remove(&x.id()).map_or(term.clone(), |ct| add(&ct, &term));
                cts.insert(x.id(), sum);
            }
        }
        cts.remove(&x.id())
    }
}

/// The gradient function of a scalar function.
fn grad(f: impl Fn(&Array) -> Array) -> impl Fn(&Array) -> Array {
    move |x| {
        // A new identity that the frames below record.
        let x = alias(x);
        let tape = Tape::new();
        tape.watch(&x);
        let open = Frame::Tape(Rc::clone(&tape)).open();
        let y = f(&x);
        drop(open);
        tape.gradient(&y, &number(1.0), &x).unwrap_or_else(|| broadcast_to(&number(0.0), x.shape()))
    }
}

/// A batch of a known size. Its arrays are wrapped.
struct Vmap {
    id: u64,
    size: usize,
}

impl Vmap {
    fn wrap(&self, inner: Array) -> Array {
        Array::from_value(Value::Batched { frame: self.id, inner })
    }

    fn unwrap(&self, x: &Array) -> (Array, bool) {
        match &x.0.value {
            Value::Batched { frame, inner } if *frame == self.id => (inner.clone(), true),
            _ => (x.clone(), false),
        }
    }

    fn process(&self, op: Rc<dyn Primitive>, xs: &[&Array]) -> Array {
        let (arrays, batched): (Vec<Array>, Vec<bool>) = xs.iter().map(|x| self.unwrap(x)).unzip();
        if batched.contains(&true) { self.wrap(op.batch(self.size, &arrays, &batched)) } else { bind(op, xs) }
    }
}

/// Runs `f` once, on arrays that stand for one row of each argument.
fn vmap(f: impl Fn(&[Array]) -> Array, xs: &[&Array]) -> Array {
    let frame = Rc::new(Vmap { id: fresh_id(), size: xs[0].shape()[0] });
    let rows: Vec<Array> = xs.iter().map(|&x| frame.wrap(x.clone())).collect();
    let open = Frame::Vmap(Rc::clone(&frame)).open();
    let y = f(&rows);
    drop(open);
    match frame.unwrap(&y) {
        (y, true) => y,
        (y, false) => broadcast_to(&y, &[&[frame.size], y.shape()].concat()),
    }
}

/// The partial derivative with respect to input `i`, times the cotangent.
type Scale = fn(i: usize, ct: &Array, xs: &[Array], y: &Array) -> Array;

/// A table of elementwise ops: function, value, derivative. The rest follows from the class.
macro_rules! elementwise {
    ($($name:ident, $function:ident($($x:ident),*): $element:expr, $scale:expr;)*) => {$(
        fn $function($($x: &Array),*) -> Array {
            bind(Rc::new($name), &[$($x),*])
        }
        struct $name;
        impl Primitive for $name {
            fn eval(&self, xs: &[&Dense]) -> Dense {
                map_elements(xs, $element)
            }
            fn vjp(&self, ct: &Array, xs: &[Array], y: &Array) -> Vec<Array> {
                let scale: Scale = $scale;
                xs.iter().enumerate().map(|(i, x)| sum_to(&scale(i, ct, xs, y), x.shape())).collect()
            }
            fn batch(&self, _size: usize, xs: &[Array], batched: &[bool]) -> Array {
                let ndim = |(x, &b): (&Array, &bool)| x.shape().len() - usize::from(b);
                let ndim = xs.iter().zip(batched).map(ndim).max().unwrap_or(0);
                let align = |(x, &b): (&Array, &bool)| if b { align(x, ndim + 1) } else { x.clone() };
                let xs: Vec<Array> = xs.iter().zip(batched).map(align).collect();
                bind(Rc::new($name), &xs.iter().collect::<Vec<_>>())
            }
        }
    )*};
}

elementwise! {
    Add, add(x, y): |v| v[0] + v[1], |_, ct, _, _| ct.clone();
    Mul, mul(x, y): |v| v[0] * v[1], |i, ct, xs, _| mul(ct, &xs[1 - i]);
    Sin, sin(x): |v| v[0].sin(), |_, ct, xs, _| mul(ct, &cos(&xs[0]));
    Cos, cos(x): |v| v[0].cos(), |_, ct, xs, _| mul(ct, &mul(&number(-1.0), &sin(&xs[0])));
    Exp, exp(x): |v| v[0].exp(), |_, ct, _, y| mul(ct, y);
    Alias, alias(x): |v| v[0], |_, ct, _, _| ct.clone();
}

/// Stretches axes of size 1 and adds leading ones.
struct BroadcastTo(Vec<usize>);

/// Sums the axes that broadcasting from this shape would stretch or add.
struct SumTo(Vec<usize>);

/// The same elements under another shape.
struct Reshape(Vec<usize>);

impl Primitive for BroadcastTo {
    fn eval(&self, xs: &[&Dense]) -> Dense {
        let data = offsets(&xs[0].shape, &self.0).into_iter().map(|k| xs[0].data[k]).collect();
        Dense { shape: self.0.clone(), data }
    }
    fn vjp(&self, ct: &Array, xs: &[Array], _y: &Array) -> Vec<Array> {
        vec![sum_to(ct, xs[0].shape())]
    }
    fn batch(&self, size: usize, xs: &[Array], _batched: &[bool]) -> Array {
        broadcast_to(&align(&xs[0], self.0.len() + 1), &[&[size], &self.0[..]].concat())
    }
}

impl Primitive for SumTo {
    fn eval(&self, xs: &[&Dense]) -> Dense {
        let mut data = vec![0.0; self.0.iter().product()];
        offsets(&self.0, &xs[0].shape).into_iter().zip(&xs[0].data).for_each(|(k, v)| data[k] += v);
        Dense { shape: self.0.clone(), data }
    }
    fn vjp(&self, ct: &Array, xs: &[Array], _y: &Array) -> Vec<Array> {
        vec![broadcast_to(ct, xs[0].shape())]
    }
    fn batch(&self, size: usize, xs: &[Array], _batched: &[bool]) -> Array {
        let added = vec![1; xs[0].shape().len() - 1 - self.0.len()];
        let summed = sum_to(&xs[0], &[&[size], &added[..], &self.0].concat());
        reshape(&summed, &[&[size], &self.0[..]].concat())
    }
}

impl Primitive for Reshape {
    fn eval(&self, xs: &[&Dense]) -> Dense {
        Dense { shape: self.0.clone(), data: xs[0].data.clone() }
    }
    fn vjp(&self, ct: &Array, xs: &[Array], _y: &Array) -> Vec<Array> {
        vec![reshape(ct, xs[0].shape())]
    }
    fn batch(&self, size: usize, xs: &[Array], _batched: &[bool]) -> Array {
        reshape(&xs[0], &[&[size], &self.0[..]].concat())
    }
}

// Nothing to do means no op: a bound op that returned its input would confuse the tapes.
fn broadcast_to(x: &Array, shape: &[usize]) -> Array {
    if x.shape() == shape { x.clone() } else { bind(Rc::new(BroadcastTo(shape.to_vec())), &[x]) }
}

fn sum_to(x: &Array, shape: &[usize]) -> Array {
    if x.shape() == shape { x.clone() } else { bind(Rc::new(SumTo(shape.to_vec())), &[x]) }
}

fn reshape(x: &Array, shape: &[usize]) -> Array {
    if x.shape() == shape { x.clone() } else { bind(Rc::new(Reshape(shape.to_vec())), &[x]) }
}

fn sum(x: &Array) -> Array {
    sum_to(x, &[])
}

fn number(value: f64) -> Array {
    Array::new(&[], &[value])
}

/// Axes of size 1 after the batch axis, up to `ndim` axes.
fn align(x: &Array, ndim: usize) -> Array {
    let (shape, added) = (x.shape(), vec![1; ndim - x.shape().len()]);
    reshape(x, &[&shape[..1], &added, &shape[1..]].concat())
}

/// For each element of the shape `to`, the position of the element of `from` that broadcasts to it.
fn offsets(from: &[usize], to: &[usize]) -> Vec<usize> {
    let added = to.len() - from.len();
    let mut offsets = vec![0];
    for (axis, &size) in to.iter().enumerate() {
        let n = if axis < added { 1 } else { from[axis - added] };
        assert!(n == size || n == 1, "cannot broadcast {from:?} to {to:?}");
        let step = |&k: &usize| (0..size).map(move |i| if n == 1 { k } else { k * n + i });
        offsets = offsets.iter().flat_map(step).collect();
    }
    offsets
}

fn map_elements(xs: &[&Dense], f: fn(&[f64]) -> f64) -> Dense {
    let ndim = xs.iter().map(|x| x.shape.len()).max().unwrap_or(0);
    let mut shape = vec![1; ndim];
    for x in xs {
        let added = ndim - x.shape.len();
        x.shape.iter().zip(&mut shape[added..]).filter(|(n, _)| **n != 1).for_each(|(n, size)| *size = *n);
    }
    let positions: Vec<Vec<usize>> = xs.iter().map(|x| offsets(&x.shape, &shape)).collect();
    let element = |k: usize| f(&xs.iter().zip(&positions).map(|(x, p)| x.data[p[k]]).collect::<Vec<_>>());
    Dense { data: (0..shape.iter().product()).map(element).collect(), shape }
}
