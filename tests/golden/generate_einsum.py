"""Cases for `einsum` and `einsum_path`: fixed expressions in every dtype, random ones, refusals, and the costs of paths."""

import random

import numpy as np

from generate import DTYPES, NUMPY_ONLY, Calls

SIZES = {"i": 2, "j": 3, "k": 4, "l": 2, "m": 1, "n": 3, "B": 2}
ELLIPSES = [(), (2,), (3, 2), (1, 2), (3, 1)]

EXPRESSIONS = [
    "i", "i->", "i->i", "ij", "ji", "ij->", "ij->i", "ij->j", "ij->ji", "ijk->kij", "ijk->ik", "kji", "ijk->",
    "ii", "ii->i", "ii->", "iij->ij", "iij->ji", "iji->j", "iii", "iii->i", "iijj", "iijj->ij", "iijj->ji", "ijij->ij",
    "i,i", "i,i->", "i,i->i", "i,j", "i,j->", "i,j->ji", "ij,j", "ij,j->i", "ij,jk", "ij,jk->ik", "ij,jk->ki",
    "ij,kj->ik", "ij,ij", "ij,ij->", "ij,ij->i", "ij,ij->ij", "ij,ji->ij", "ij,kl", "ij,kl->", "ij,kl->lijk",
    "ijk,jk->i", "ijk,ikl->ijl", "ijk,ilk->jl", "ijk,kj->i", "ijk,jki->", "im,mj", "im,jm->ij", "m,m", "m,i->i",
    "ii,i", "ii,ij->j", "ii,jj", "ii,jj->ij", "i,", ",i", ",", ",->", "", "->", "Bi,Bj->ij", "iB,jB", "Bij,Bjk->Bik",
    "i,i,i", "i,j,k", "ij,jk,kl", "ij,jk,kl->il", "ij,jk,kl->", "ij,j,j->i", "i,ij,j", "i,ij,j->", "ij,ik,il->i",
    "ij,jk,kl,ln->in", "ij,jk,kl,ln,nm->im", "i,i,j,j->ij", "ijk,ijl,il->kl", "ii,ij,jj", " i j , j k -> i k ", "ab", "ba",
    "aB", "Ba", "aA,Ab", "zy,yx->zx",
]  # fmt: skip

ELLIPSIS_EXPRESSIONS = [
    "...", "...->...", "i...", "...i", "i...->...", "...i->...", "...i->i...", "i...->...i", "...ij->...ji", "i...j->ij...",
    "...ii->...", "...ii->...i", "ii...->i...", "...,...", "...,...->...", "i...,...", "...i,i", "...i,i->...", "...ij,jk",
    "...ij,...jk->...ik", "...ij,...jk", "i...,i...->...", "i...,j...->ij...", "...i,...i->...", "...,i->i...", "i,...->...",
    "...i,...j,...k->...ijk", "...ij,jk,...kl->...il", "...,...,...",
]  # fmt: skip

MALFORMED = [
    ("i->ii", 1), ("i->j", 1), ("i,j", 1), ("i", 2), ("i-j", 1), ("i->>j", 1), ("i.", 1), ("i..", 1), ("...i...", 1), ("....", 1),
    ("i->i->i", 1), ("i>i", 1), ("i1", 1), ("i\tj", 1), ("i- >i", 1), ("i,->i", 1), ("i->i,", 1), ("i->i,j", 2), ("é", 1),
    ("i->.", 1), ("i->..i", 1), ("i->...i...", 1), ("i -> i i", 1), ("i,,i", 2), ("->i", 1), ("-", 1), ("->->", 1), ("i->I", 1),
    ("i,i->ij", 2), ("[i]", 1), ("i;j", 2), (".i.", 1), ("i ..", 1), ("", 2), (",", 1), ("i->1", 1), ("_", 1), ("i*j", 2), ("(i)", 1),
]  # fmt: skip

MISFITS = [
    ("i", [(3, 3)]), ("ij", [(3,)]), ("", [(2,)]), ("i", [()]), ("ijk", [(3, 3)]), ("ii", [(2, 3)]), ("ii", [(1, 3)]),
    ("ii->i", [(3, 1)]), ("iji->j", [(2, 3, 3)]), ("ij,jk", [(2, 3), (2, 3)]), ("ij,jk->ik", [(2, 2), (3, 4)]), ("i,i", [(2,), (3,)]),
    ("i,i->i", [(0,), (2,)]), ("...,...", [(3, 2), (3,)]), ("i...,i...", [(2, 3), (2, 4)]), ("...i->i", [(2, 3)]), ("...i->", [(2, 3)]),
    ("...j,j->", [(2, 3), (3,)]), ("...ij", [(3,)]), ("i,ij,j", [(2,), (2, 3), (4,)]), ("ij,j,i", [(2, 3), (3,), (3,)]),
    ("...ii", [(3, 2, 3)]), ("ij,jk,kl->il", [(2, 3), (3, 4), (5, 2)]), ("i,ii", [(2,), (3, 3)]),
]  # fmt: skip

BROADCASTING = [
    ("ij,jk", [(2, 1), (3, 4)]), ("ij,jk", [(2, 3), (1, 4)]), ("ij,jk->ik", [(1, 3), (3, 1)]), ("i,i", [(1,), (3,)]),
    ("i,i->i", [(3,), (1,)]), ("i,i->", [(1,), (0,)]), ("ij,ij->ij", [(1, 3), (2, 1)]), ("ij,ji->i", [(2, 1), (3, 1)]),
    ("i,i,i->i", [(1,), (1,), (4,)]), ("i,ij,j", [(1,), (2, 3), (1,)]), ("ii,i", [(1, 1), (3,)]), ("ii,ij->ij", [(3, 3), (1, 2)]),
    ("...,...", [(2, 1), (3,)]), ("...i,...i", [(2, 1, 3), (4, 1)]), ("i...,i...->...", [(1, 3), (2, 1)]), ("ij,jk,kl", [(2, 1), (3, 1), (4, 2)]),
    ("i...->i...", [(3,)]), ("i->...i", [(3,)]), ("i->i...", [(3,)]), ("ij->ji...", [(2, 3)]), ("...i->...", [(3,)]),
]  # fmt: skip

EMPTY = [
    ("i", [(0,)]), ("i->", [(0,)]), ("ij->j", [(0, 3)]), ("ij->i", [(0, 3)]), ("ij->", [(3, 0)]), ("ii", [(0, 0)]), ("ii->i", [(0, 0)]),
    ("ij,jk", [(2, 0), (0, 3)]), ("ij,jk", [(0, 2), (2, 0)]), ("i,j", [(0,), (2,)]), ("i,i", [(0,), (0,)]), ("ij,jk,kl->il", [(2, 0), (0, 3), (3, 2)]),
    ("...i,i", [(2, 0), (0,)]), ("...,...", [(0, 1), (3,)]), ("i,->", [(0,), ()]), ("iij->j", [(0, 0, 2)]),
]  # fmt: skip


def data(dtype, shape, seed):
    """Small integers, so that no order of summation rounds."""
    generator = np.random.default_rng([seed, *shape])
    dtype = DTYPES[dtype]
    if dtype.kind == "b":
        return np.asarray(generator.integers(0, 2, shape).astype(dtype))
    low = 0 if dtype.kind == "u" else -3
    values = generator.integers(low, 4, shape)
    if dtype.kind == "c":
        return np.asarray((values + 1j * generator.integers(-3, 4, shape)).astype(dtype))
    return np.asarray(values.astype(dtype))


def shape_of(term, ellipsis, sizes=SIZES):
    shape = []
    text = term.replace(" ", "")
    while text:
        if text.startswith("..."):
            shape += ellipsis
            text = text[3:]
        else:
            shape.append(sizes.get(text[0], 2 + ord(text[0]) % 3))
            text = text[1:]
    return tuple(shape)


def einsum(subscripts, operands, dtype=None):
    return np.asarray(np.einsum(subscripts, *operands, dtype=dtype))


def cost(inputs, output, sizes, path):
    """Multiplications, and additions where a step sums."""
    terms, total = [set(term) for term in inputs], 0
    for step in path:
        members = [terms.pop(at) for at in sorted(step, reverse=True)]
        every = set().union(*members)
        kept = every & set(output).union(*terms)
        total += int(np.prod([sizes[c] for c in every], dtype=object)) * (max(1, len(members) - 1) + (every != kept))
        terms.append(kept)
    return total


def einsum_path(subscripts, shapes, optimize):
    """The cost of everything at once, and that of numpy's path."""
    operands = [np.broadcast_to(0.0, shape) for shape in shapes]
    path = np.einsum_path(subscripts, *operands, optimize=(optimize, 10**18))[0][1:]
    inputs, output = subscripts.split("->")
    inputs = inputs.split(",")
    sizes = {c: n for term, shape in zip(inputs, shapes) for c, n in zip(term, shape)}
    naive = cost(inputs, output, sizes, [tuple(range(len(inputs)))])
    return np.array([naive, cost(inputs, output, sizes, path)], float)


def random_term(rng, letters):
    return "".join(rng.choice(letters) for _ in range(rng.randint(0, 3)))


def random_expression(rng, operands):
    letters = "ijklB"[: rng.randint(2, 5)]
    terms = [random_term(rng, letters) for _ in range(operands)]
    dots = rng.random() < 0.3
    if dots:
        terms = [t[: (p := rng.randint(0, len(t)))] + "..." + t[p:] if rng.random() < 0.7 else t for t in terms]
    text = ",".join(terms)
    if rng.random() < 0.6:
        named = sorted({c for c in text if c.isalpha()})
        rng.shuffle(named)
        output = "".join(named[: rng.randint(0, len(named))])
        if dots:
            at = rng.randint(0, len(output))
            output = output[:at] + "..." + output[at:]
        text += "->" + output
    return text, terms


def cases():
    calls = Calls()

    def call(subscripts, operands, **options):
        inexact = any(x.dtype.kind in "fc" for x in operands) or "dtype" in options
        calls.call(einsum, subscripts, operands, name="einsum", exact=not inexact, **options)

    def operands_of(subscripts, dtypes, ellipses):
        terms = subscripts.split("->")[0].split(",")
        return [
            data(dtypes[i % len(dtypes)], shape_of(term, ellipses[i % len(ellipses)]), i) for i, term in enumerate(terms)
        ]

    for i, subscripts in enumerate(EXPRESSIONS):
        for name in ["f64", "i32", "c64"]:
            call(subscripts, operands_of(subscripts, [name], [()]))
        call(subscripts, operands_of(subscripts, [NUMPY_ONLY[i % 14], NUMPY_ONLY[i // 14 % 14]], [()]))
    for subscripts in ELLIPSIS_EXPRESSIONS:
        for e, ellipsis in enumerate(ELLIPSES):
            call(subscripts, operands_of(subscripts, ["f64" if e % 2 else "i64"], [ellipsis]))
        call(subscripts, operands_of(subscripts, ["f32"], [(3, 2), (2,), ()]))
        call(subscripts, operands_of(subscripts, ["f64"], [(2, 1), (1, 3)]))
    for name in NUMPY_ONLY:
        for subscripts in ["ij->i", "ii", "ij,jk", "i,i", "i,j", "ij,ij->ij", "ij,jk,kl->il", "...i,i"]:
            call(subscripts, operands_of(subscripts, [name], [(2,)]))
        for other in NUMPY_ONLY:
            if other != name:
                call("ij,j", operands_of("ij,j", [name, other], [()]))
        for asked in ["f32", "f64", "i64", "c128", "u8"]:
            call("i,i", operands_of("i,i", [name], [()]), dtype=DTYPES[asked])
    for subscripts, count in MALFORMED:
        call(subscripts, [np.ones(3)] * count)
    for subscripts, shapes in MISFITS + BROADCASTING + EMPTY:
        for name in ["f64", "i32"]:
            call(subscripts, [data(name, shape, i) for i, shape in enumerate(shapes)])
    call("", [])
    call("i", [])

    rng = random.Random(7)
    for k in range(240):
        subscripts, terms = random_expression(rng, rng.choice([1, 2, 2, 3, 4]))
        ellipses = [rng.choice([(), (2,), (3, 2), (1,), (3, 1)]) for _ in terms]
        call(subscripts, operands_of(subscripts, [["f64", "i32", "c128", "bool"][k % 4]], ellipses))

    for k in range(120):
        letters = "abcdefgh"[: rng.randint(3, 8)]
        sizes = {c: rng.choice([2, 3, 5, 8, 13]) for c in letters}
        terms = ["".join(rng.sample(letters, rng.randint(1, min(3, len(letters))))) for _ in range(rng.randint(2, 6))]
        named = sorted(set("".join(terms)))
        # Something is summed over, for otherwise numpy does not look for a path.
        subscripts = ",".join(terms) + "->" + "".join(rng.sample(named, rng.randint(0, min(3, len(named) - 1))))
        shapes = [[sizes[c] for c in term] for term in terms]
        for optimize in ["optimal", "greedy"]:
            calls.call(einsum_path, subscripts, shapes, optimize, name="einsum_path")
            if optimize == "greedy":  # which of several equal pairs comes first is nobody's business
                calls.cases[-1]["kwargs"] = {"at_most": float(calls.cases[-1]["out"]["data"][1])}
    return calls.lines()
