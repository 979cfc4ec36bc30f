"""Cases of indexing: reading and writing by every kind of index, chosen by hand and at random."""

import random

from generate import Definitions, attempt, literal, np


def index_items(index):
    """An index tuple as JSON."""
    items = []
    for item in index:
        if isinstance(item, slice):
            items.append({"slice": [item.start, item.stop, item.step]})
        elif item is Ellipsis:
            items.append("ellipsis")
        elif item is None:
            items.append("newaxis")
        elif isinstance(item, np.ndarray):
            items.append({"array": literal(item)})
        else:
            items.append(item)
    return items


def as_index(index):
    """A tuple, with lists turned into integer or boolean arrays."""
    index = index if isinstance(index, tuple) else (index,)
    return tuple(np.array(item, None if item else np.int64) if isinstance(item, list) else item for item in index)


def written_indices():
    s_ = np.s_
    yield "five", [
        s_[0], s_[4], s_[-1], s_[-5], s_[5], s_[-6], s_[:], s_[1:3], s_[1:], s_[:2], s_[::2], s_[::-1], s_[3:0:-1], s_[3::-2], s_[-2:], s_[:-2],
        s_[10:], s_[-10:2], s_[2:2], s_[4:1], s_[1:4:-1], s_[::10], s_[::-10], s_[::0], s_[100:-100:-3], s_[-1:-100:-1], s_[...], s_[None], s_[..., None],
        s_[None, :, None], s_[..., 0], s_[0, ...], (), s_[0, 0], s_[..., ...], s_[[0, 2]], s_[[]], s_[[-1, -5, 4]], s_[[5]], s_[[-6]],
        s_[[1, 1, 1]], s_[[[0, 1], [2, 3]]], s_[[True, False, True, False, False]], s_[[False] * 5], s_[[True] * 5], s_[[True, False]],
        s_[[True] * 6], np.array(2), np.array([[1]]), np.array([3, 0], np.uint8), np.array([1.0]), s_[[0, 2], None], s_[None, [0, 2]],
        np.zeros((2, 0), np.int64), s_[-3:-1, None], np.array(True), np.array(False), s_[[0, 1], [0, 1]], np.array([True, False, True, False, True]),
    ]  # fmt: skip
    yield "matrix", [
        s_[0], s_[-1], s_[3], s_[0, 0], s_[-1, -1], s_[0, 4], s_[:, 0], s_[:, -1], s_[1:], s_[:, 1:3], s_[::2, ::2], s_[::-1, ::-1], s_[..., 1], s_[1, ...],
        s_[None, 1], s_[1, None], s_[:, None, 1:2], s_[..., None], s_[0, ..., 0], s_[0, 0, ...], s_[0, 0, None], s_[0, 0, 0], s_[3:], s_[3:, 0],
        s_[[0, 2]], s_[:, [0, 2]], s_[[0, 2], [1, 3]], s_[[0, 2], 1], s_[1, [0, 2]], s_[[[0], [2]], [1, 3]], s_[[0, 2], [1, 3, 0]], s_[[0, 1, 2], [0]],
        s_[[0, 2], 1:], s_[1:, [3, 0]], s_[::-1, [3, 0]], s_[[0, -1], ::-2], s_[[True, False, True]], s_[:, [True, False, True, False]],
        s_[[True, False, True], [True, False, True, False]], s_[[True, False, True], [0, 1]], s_[[True, False, True], 1], s_[[True, True, True], [0, 1]],
        s_[[True, False]], s_[[False] * 3], s_[[False] * 3, 1:], s_[[0, 0, 1], [1, 1, 2]], s_[None, [0, 1]], s_[[0, 1], None], s_[[0, 1], None, [1, 2]],
        s_[..., [0, 1]], s_[[3], 0], s_[0, [4]], s_[[]], s_[:, []], s_[[], []], s_[[], [0]], np.zeros((0, 2), np.int64),
        np.arange(12).reshape(3, 4) % 3 == 0, np.zeros((3, 4), bool), np.ones((3, 4), bool), np.ones((4, 3), bool), np.ones((3, 4, 1), bool),
        (np.arange(12).reshape(3, 4) > 5, None), (None, np.arange(12).reshape(3, 4) > 5), (np.array(1), slice(None)), (np.array(1), np.array(2)),
        (np.array(1), [0, 1]), np.array(True), (np.array(True), 1), (np.array(False), 1), (np.ones((3, 4), bool), 0), np.array([[0, 1], [2, 0]]),
        (slice(None), np.array([[0, 1], [2, 3]])), (np.array([[0, 1], [2, 0]]), slice(0, 2)), ([0, 1], Ellipsis), (Ellipsis, 0, [1, 2]), (1, Ellipsis, [1, 2]),
        (Ellipsis, Ellipsis), (slice(None), slice(None), 0), (slice(None, None, 0),),
    ]  # fmt: skip
    mask23 = np.array([[True, False, True], [False, True, False]])
    mask34 = np.arange(12).reshape(3, 4) % 5 == 0
    yield "cube", [
        s_[1], s_[1, 2], s_[1, 2, 3], s_[-2, -3, -4], s_[2], s_[0, 3], s_[..., 0], s_[:, 1], s_[:, :, 2], s_[0, ..., 3], s_[:, 0, ::2], s_[::-1, ::2, 1:3],
        s_[None, ..., None], s_[:, None, 1], s_[1, None, ..., None, 0], s_[0:0], s_[:, 2:1], s_[..., ::-1, :], s_[1, :, :, 0],
        # advanced indices next to each other: their axes stay in place
        s_[:, [0, 2], [1, 3]], s_[[0, 1], [0, 2]], s_[[0, 1], [0, 2], [1, 3]], s_[:, [0, 2]], s_[..., [0, 3]], s_[:, [[0, 1], [2, 0]]], s_[0, [0, 2], [1, 3]],
        s_[0, [0, 2]], s_[:, 1, [0, 3]], s_[:, [0, 2], 1], s_[..., [0, 1], [2, 3]], s_[:, [0, 2], -1], s_[None, :, [0, 1], [0, 1]], s_[:, [[0], [2]], [1, 3]],
        # advanced indices apart: their axes go first
        s_[[0, 1], :, [1, 3]], s_[0, :, [1, 3]], s_[[0, 1], :, 2], s_[[0, 1], ..., [1, 3]], s_[[0, 1], None, [1, 2]], s_[[0, 1], 1:, [1, 3]], s_[1, :2, [0, 3, 3]],
        s_[:, [0, 1], None, [1, 2]], s_[[[0], [1]], :, [1, 3]], s_[0, ..., [0, 1, 2]], s_[1, :, None, [0, 1]], s_[[0, 1], :, [0, 1, 2]], s_[[1], :, [1, 3]],
        # masks
        mask23, (mask23, 1), (mask23, slice(1, 3)), (mask23, [0, 1, 2]), (mask23, [0, 1]), (mask23, None), (Ellipsis, mask34), (slice(None), mask34), (0, mask34),
        ([0, 1, 0], mask34), ([0, 1], mask34), (mask34,), (mask23, mask34), np.ones((2, 3, 4), bool), np.arange(24).reshape(2, 3, 4) % 7 == 0,
        (np.array([True, False]), slice(None), np.array([True, False, False, True])), (np.array([False, True]), 0), (slice(None), np.array([True, False, True])),
        (np.array([True, True]), slice(None), [0, 1]), (np.zeros(2, bool), slice(None), 0), (np.zeros((2, 3), bool),), (slice(None), np.zeros((3, 4), bool)),
        (np.array([True, False, True]),), (Ellipsis, np.array([True, False, True])),
        # several kinds at once, refusals
        s_[[0, 5]], s_[:, [3]], s_[..., [-5]], s_[[], :, []], s_[[], 1], s_[0, [], 0], (np.array(1), slice(None), np.array(0)), (np.array([0], np.int8), Ellipsis, -1),
        (slice(None), np.array([2, 0], np.uint16)), (np.array([0.0]), 1), s_[[0, 1], [0, 1], [0, 1], [0, 1]],
    ]  # fmt: skip
    yield "zero_d", [(), s_[...], s_[None], s_[..., None, None], s_[0], s_[:], np.array(True), np.array(False), s_[[0]]]
    yield "empty", [s_[0], s_[:], s_[:, 0], s_[:, [0, 2]], s_[[]], s_[[0]], np.zeros((0, 3), bool), np.zeros(0, bool), s_[..., [3]], s_[0:5, 1:]]


def random_index(rng, shape):
    """A legal index with a random mixture of item kinds."""
    items = []
    length = rng.choice([1, 2, 3])
    axis = 0
    while axis < len(shape):
        size = shape[axis]
        kind = rng.choice(["int", "slice", "slice", "array", "array", "mask", "newaxis", "stop"])
        if kind == "newaxis":
            items.append(None)
            if sum(item is None for item in items) > 1:
                axis += 1
                items[-1] = slice(None)
            continue
        if kind == "stop":
            break
        if kind == "int":
            items.append(rng.randrange(-size, size))
        elif kind == "slice":
            bounds = [rng.choice([None, *range(-size - 1, size + 2)]) for _ in range(2)]
            items.append(slice(*bounds, rng.choice([None, 1, 2, -1, -2])))
        elif kind == "array":
            shape_of_index = rng.choice([(length,), (length,), (1,), (2, length), (2, 1)])
            count = int(np.prod(shape_of_index))
            items.append(np.array([rng.randrange(-size, size) for _ in range(count)]).reshape(shape_of_index))
        else:
            chosen = rng.sample(range(size), min(size, length))
            items.append(np.isin(np.arange(size), chosen))
        axis += 1
    if rng.random() < 0.25 and items:
        items.insert(rng.randrange(len(items)), Ellipsis)
        if len([i for i in items if i is not None and i is not Ellipsis]) > len(shape):
            items.pop()
    return tuple(items)


def cases():
    shared = Definitions()
    arrays = {
        "five": shared.add("five", np.array([10, 11, 12, 13, 14], np.int64)),
        "matrix": shared.add("matrix", np.arange(12, dtype=np.float32).reshape(3, 4)),
        "cube": shared.add("cube", np.arange(24, dtype=np.int32).reshape(2, 3, 4)),
        "zero_d": shared.add("zero_d", np.array(7.5)),
        "empty": shared.add("empty", np.zeros((0, 3), np.float32)),
    }
    cases = []

    def record(op, name, index, value=None):
        array = arrays[name]
        entry = {"op": op, "x": shared.encode(array), "index": index_items(index)}
        if value is not None:
            entry["value"] = literal(value)

        def compute():
            if op == "get":
                return np.asarray(array[index])
            changed = array.copy()
            if op == "set":
                changed[index] = value
            else:
                np.add.at(changed, index, value)
            return changed

        cases.append({**entry, **attempt(compute)})

    def update(name, index, position):
        """Assignment and accumulation: by turns with a full block, a scalar, and a row that broadcasts."""
        array = arrays[name]
        result = np.asarray(array[index])
        block = (100 + 3 * np.arange(result.size)).astype(array.dtype).reshape(result.shape)
        value = [block, np.array(-5, array.dtype), block[:1] if result.ndim else block][position % 3]
        record("set", name, index, value)
        record("add_at", name, index, value)

    rng = random.Random(20240607)
    everything = [(name, as_index(index)) for name, indices in written_indices() for index in indices]
    for _ in range(90):
        name = rng.choice(["five", "matrix", "cube", "cube", "cube"])
        index = random_index(rng, arrays[name].shape)
        try:
            if np.asarray(arrays[name][index]).size > 48:
                continue
        except IndexError:
            pass
        everything.append((name, index))
    legal = 0
    for name, index in everything:
        record("get", name, index)
        if "error" in cases[-1]:
            continue
        legal += 1
        # Where one assignment names an element twice, NumPy's last write wins; add_at adds each time.
        if legal % 2 == 0 or any(isinstance(item, np.ndarray) for item in index) and legal % 3 == 0:
            update(name, index, legal)
    five = as_index([0, 0, 2])
    for value in [np.array([1, 2, 3]), np.array(9), np.array([1.75, -2.75, 3.5]), np.array([1, 2]), np.array([[1, 2, 3]]), np.array([True, False, True])]:
        record("set", "five", five, value)
    for value in [np.array([1, 2, 3]), np.array(9), np.array([1, 2]), np.array([4])]:
        record("add_at", "five", five, value)
    for op in ["set", "add_at"]:
        record(op, "five", as_index([0, 7]), np.array(1))
        record(op, "matrix", as_index(np.s_[:, 1:3]), np.array([1, 2, 3], np.float32))
        record(op, "matrix", as_index(np.s_[9]), np.array(1, np.float32))
    record("set", "matrix", as_index(np.s_[0]), np.array([[1, 2, 3, 4]], np.float32))

    more(shared, arrays, cases)
    yield from shared.lines()
    yield from cases


# ---------------------------------------------------------------------------------------------------------------
# random indices of every kind, and modes
# ---------------------------------------------------------------------------------------------------------------

MORE_SHAPES = [(), (1,), (4,), (3, 2), (2, 3, 4), (1, 3, 1), (0,), (0, 3), (2, 0, 2), (2, 1, 3, 2)]
UFUNCS = ["add", "subtract", "multiply", "divide", "minimum", "maximum", "power"]


def any_index(rng, shape, illegal):
    """An index of any items; one in `illegal` is out of range or does not fit."""
    items, axis, common = [], 0, rng.choice([(), (1,), (2,), (3,), (2, 2), (0,)])
    wrong = rng.random() < illegal
    while axis <= len(shape):
        rest = len(shape) - axis
        kind = rng.choice(["int", "slice", "slice", "array", "array", "mask", "mask", "newaxis", "ellipsis", "flag", "stop"])
        if kind == "stop" or len(items) > 5:
            break
        if kind == "newaxis":
            items.append(None)
        elif kind == "ellipsis":
            if not any(item is Ellipsis for item in items):
                items.append(Ellipsis)
                axis += rng.randint(0, rest)
        elif kind == "flag":
            if rng.random() < 0.2:
                items.append(np.array(rng.random() < 0.7))
        elif rest == 0:
            continue
        elif kind == "mask":
            rank = rng.randint(1, rest)
            sizes = list(shape[axis : axis + rank])
            if wrong and rng.random() < 0.5:
                sizes[rng.randrange(rank)] += 1
            count = int(np.prod(sizes))
            wanted = int(np.prod(common))
            mask = np.zeros(count, bool)
            chosen = wanted if rng.random() < 0.7 else rng.randint(0, count)
            mask[rng.sample(range(count), min(chosen, count))] = True
            items.append(mask.reshape(sizes))
            axis += rank
        elif kind == "slice":
            size = shape[axis]
            bounds = [rng.choice([None, *range(-size - 1, size + 2)]) for _ in range(2)]
            items.append(slice(*bounds, rng.choice([None, 1, 2, -1, -2])))
            axis += 1
        else:
            size = shape[axis] + (2 if wrong else 0)
            low = -size
            if size == 0:
                items.append(np.zeros((0,), np.int64))
            elif kind == "int":
                items.append(rng.randrange(low, size))
            else:
                own = rng.choice([common, common, (1,), ()])
                count = int(np.prod(own))
                items.append(np.array([rng.randrange(low, size) for _ in range(count)], np.int64).reshape(own))
            axis += 1
    return tuple(items)


def consumed(item):
    if item is None or item is Ellipsis:
        return 0
    return item.ndim if isinstance(item, np.ndarray) and item.dtype == bool else 1


def with_mode(index, shape, mode):
    """The index with its integers in range, and, for each element of what it selects, whether all were."""
    used = sum(consumed(item) for item in index)
    axis, items, valid = 0, [], []
    for item in index:
        if item is Ellipsis:
            axis += len(shape) - used
        size = shape[axis] if axis < len(shape) else None
        if isinstance(item, (int, np.ndarray)) and (isinstance(item, int) or item.dtype != bool):
            given = np.asarray(item)
            if mode == "clip":
                place = np.clip(given, 0, size - 1)
            elif mode == "wrap":
                place = given % size
            else:
                inside = (given >= -size) & (given < size)
                place = np.where(inside, given, 0)
                valid.append(inside)
            items.append(int(place) if isinstance(item, int) else place)
        else:
            items.append(item)
        axis += consumed(item)
    return tuple(items), valid


def more(shared, arrays, cases):
    rng = random.Random(7)
    for shape in MORE_SHAPES:
        name = "more" + "x".join(map(str, shape))
        arrays[name] = shared.add(name, 1 + np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape))
    names = [name for name in arrays if name.startswith("more")]

    def record(op, name, index, value=None, mode=None):
        x = arrays[name]
        entry = {"op": op, "x": shared.encode(x), "index": index_items(index)}
        if value is not None:
            entry["value"] = literal(value)
        if mode is not None:
            entry["mode"] = mode

        def compute():
            if mode in ("fill", "drop"):
                return skipping(x, op, index, value)
            place = with_mode(index, x.shape, mode)[0] if mode else index
            if op == "get":
                return np.asarray(x[place])
            changed = x.copy()
            if op == "set":
                changed[place] = value
            else:
                getattr(np, op.removesuffix("_at")).at(changed, place, value)
            return changed

        cases.append({**entry, **attempt(compute)})

    for name in names:
        for _ in range(70 if arrays[name].size else 25):
            index = any_index(rng, arrays[name].shape, 0.25)
            try:
                selected = np.asarray(arrays[name][index])
                if selected.size > 60:
                    continue
            except IndexError:
                record("get", name, index)
                record("set", name, index, np.array(1.0))
                continue
            record("get", name, index)
            block = -np.arange(selected.size, dtype=np.float64).reshape(selected.shape) - 1
            record("set", name, index, block)
            record("set", name, index, np.array(0.5))
            record(rng.choice(UFUNCS) + "_at", name, index, rng.choice([block, np.array(2.0), block[..., :1] if block.ndim else block]))
            record("set", name, index, np.ones((*selected.shape, 7)))
    for name in [name for name in names if arrays[name].size]:
        for _ in range(40):
            index = any_index(rng, arrays[name].shape, 1.0)
            if any(isinstance(item, np.ndarray) and item.dtype == bool for item in index):
                continue
            if sum(consumed(item) for item in index) > arrays[name].ndim:
                continue
            for mode in ["clip", "wrap", "fill", "drop"]:
                record("get", name, index, mode=mode) if mode != "drop" else None
                record("set", name, index, np.array(-1.0), mode=mode)
                record(rng.choice(UFUNCS) + "_at", name, index, np.array(2.0), mode=mode)


def skipping(x, op, index, value):
    """The modes fill (with -7) and drop: what NumPy has not, spelled out with its means."""
    place, valid = with_mode(index, x.shape, "fill")
    # Where all integers are in range, as an array that is indexed like the selection: the arrays' axes broadcast.
    inside = np.ones((), bool)
    for part in valid:
        inside = inside & part
    numbers = np.arange(x.size).reshape(x.shape)
    selected = np.asarray(numbers[place])
    # NumPy puts the arrays' axes somewhere: find out with an array that is constant along all others.
    marked = placed(place, x.shape, inside, selected.shape)
    if op == "get":
        return np.where(marked, np.asarray(x[place]), -7.0)
    changed = x.copy().ravel()
    which = selected[marked]
    if op == "set":
        changed[which] = value
    else:
        getattr(np, op.removesuffix("_at")).at(changed, which, value)
    return changed.reshape(x.shape)


def placed(place, shape, inside, result):
    """The flags in the shape of the selection: a new array in which every flag lies where its index points."""
    arrays = [item for item in place if isinstance(item, np.ndarray)]
    common = np.broadcast_shapes(*(item.shape for item in arrays)) if arrays else ()
    flags = np.broadcast_to(inside, common)
    # Number the positions of the common shape, and see where NumPy puts them: with one array replaced by numbers
    # into an axis long enough to hold them.
    axis, items, replaced, sizes = 0, [], False, list(shape)
    used = sum(consumed(item) for item in place)
    for item in place:
        if item is Ellipsis:
            axis += len(shape) - used
        if isinstance(item, np.ndarray) and not replaced:
            numbers = np.arange(int(np.prod(common))).reshape(common)
            sizes[axis] = max(int(np.prod(common)), 1)
            items.append(numbers)
            replaced, numbered = True, axis
        elif isinstance(item, np.ndarray):
            items.append(np.zeros(common, np.int64))
        else:
            items.append(item)
        axis += consumed(item)
    if not replaced:
        return np.broadcast_to(flags, result)
    along = np.arange(sizes[numbered]).reshape([-1 if a == numbered else 1 for a in range(len(sizes))])
    numbers = np.asarray(np.broadcast_to(along, sizes)[tuple(items)])
    return flags.ravel()[numbers].reshape(result) if flags.size else np.ones(result, bool)
