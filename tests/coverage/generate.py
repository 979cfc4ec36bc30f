"""Writes what compares numtape with Python's libraries.

    python3 generate.py          the page, and paths.rs, from names.txt, mapping.toml and the source
    python3 generate.py names    names.txt, from the installed numpy and jax, then the same

`names.txt` has the public names of each library. `mapping.toml` says by hand what `table` below cannot find: names that
are spelt otherwise here, and reasons for what is absent. `paths.rs` makes the compiler check the paths that the page
names; `../coverage.rs` checks the rest.
"""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).absolute().parent
ROOT = HERE.parent.parent
PAGE = ROOT / "book/src/numpy-coverage.md"

# The modules of the package numpy.polynomial.
BASES = ["polynomial", "chebyshev", "legendre", "hermite", "hermite_e", "laguerre", "polyutils"]

# The table of each kind: its title, the libraries with their letters, and the modules searched for a name.
TABLES = {
    "main": ("Functions, constants and dtypes", {"N": "numpy", "J": "jax.numpy", "T": "tf.experimental.numpy", "A": "array API"},
             ["np"]),
    "linalg": ("Linear algebra", {"N": "numpy.linalg", "J": "jax.numpy.linalg", "A": "array API linalg"}, ["np::linalg"]),
    "fft": ("Fourier transforms", {"N": "numpy.fft", "J": "jax.numpy.fft", "A": "array API fft"}, ["np::fft"]),
    "random": ("Random numbers with state", {"N": "numpy.random", "G": "numpy.random.Generator", "T": "tf.experimental.numpy.random"},
               ["Generator", "np::random"]),
    "keys": ("Random numbers from keys", {"J": "jax.random"}, ["np::random"]),
    "array": ("Methods and attributes of arrays", {"N": "numpy.ndarray", "J": "jax.Array", "A": "array API array"}, ["Array"]),
    "special": ("Special functions", {"J": "jax.scipy.special"}, ["special"]),
    "series": ("Polynomials", {"P": "numpy.polynomial.polynomial", "C": "numpy.polynomial.chebyshev", "L": "numpy.polynomial.legendre",
                               "H": "numpy.polynomial.hermite", "E": "numpy.polynomial.hermite_e", "G": "numpy.polynomial.laguerre",
                               "U": "numpy.polynomial.polyutils"}, [f"np::polynomial::{basis}" for basis in BASES]),
    "nn": ("Neural networks", {"J": "jax.nn", "I": "jax.nn.initializers"}, ["nn", "np"]),
}


def names_of_libraries():
    """The public names of every library of the tables."""
    import os

    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax
    import jax.nn
    import jax.scipy.special
    import numpy

    public = lambda module: sorted(name for name in dir(module) if not name.startswith("_"))
    written = tomllib.loads((HERE / "written.toml").read_text())
    return {
        f"numpy {numpy.__version__}": "",
        f"jax {jax.__version__}": "",
        "numpy": public(numpy),
        "jax.numpy": public(jax.numpy),
        "numpy.linalg": public(numpy.linalg),
        "jax.numpy.linalg": public(jax.numpy.linalg),
        "numpy.fft": public(numpy.fft),
        "jax.numpy.fft": public(jax.numpy.fft),
        "numpy.random": public(numpy.random),
        "numpy.random.Generator": public(numpy.random.Generator),
        "jax.random": public(jax.random),
        "numpy.ndarray": public(numpy.ndarray),
        "jax.Array": public(jax.Array),
        "jax.scipy.special": public(jax.scipy.special),
        "jax.nn": public(jax.nn),
        "jax.nn.initializers": public(jax.nn.initializers),
        **{f"numpy.polynomial.{basis}": sorted(getattr(numpy.polynomial, basis).__all__) for basis in BASES},
        **{library: sorted(text.split()) for library, text in written.items()},
    }


def write_names():
    lines = []
    for library, names in names_of_libraries().items():
        lines += [f"# {library}", *names, ""] if names else [f"# {library}"]
    (HERE / "names.txt").write_text("\n".join(lines))


def read_names():
    """The names by library, and the lines about versions."""
    libraries, versions, current = {}, [], None
    for line in (HERE / "names.txt").read_text().splitlines():
        if line.startswith("# "):
            current = line[2:]
            if re.search(r" \d", current):
                versions.append(current)
            else:
                libraries[current] = []
        elif line:
            libraries[current].append(line)
    return libraries, versions


# Where the public items of a module are declared.
MODULES = {
    "np": ["src/np/*.rs", "src/np/einsum/*.rs", "src/index/mod.rs"],
    "np::linalg": ["src/np/linalg/*.rs"],
    "np::fft": ["src/np/fft.rs"],
    "np::random": ["src/np/random/*.rs"],
    "Generator": ["src/np/random/generator.rs"],
    **{f"np::polynomial::{basis}": [f"src/np/polynomial/{basis}.rs"] for basis in BASES},
    "special": ["src/special/*.rs"],
    "nn": ["src/nn/*.rs"],
    "Array": ["src/array/*.rs", "src/index/mod.rs", "src/index/at.rs"],
}


def items(module):
    """The public items of a module, by reading its source."""
    found = set()
    for file in sorted(file for pattern in MODULES[module] for file in ROOT.glob(pattern)):
        if module == "np" and file.name in ("fft.rs", "args.rs"):
            continue
        text = file.read_text().split("#[cfg(test)]")[0]
        indent = "    " if module in ("Array", "Generator") else ""
        found.update(re.findall(rf"^{indent}pub (?:const )?(?:unsafe )?fn (\w+)", text, re.M))
        if indent:
            # Entries of a table of methods: `"The sine" sin;`, `"The sum" add: add;`.
            found.update(re.findall(r'^    ".*" (\w+)(?:: \w+)?;$', text, re.M))
            continue
        found.update(re.findall(r"^pub (?:const|struct|enum|static) (\w+)", text, re.M))
        for uses in re.findall(r"^pub use [\w:]*\{?([^;{}]*)\}?;", text, re.M):
            found.update(re.findall(r"\b([a-z]\w*)\b(?=\s*[,}]|\s*$)", uses))
        # Entries of a table of functions: `sin: Sin, …`, `name = other, …`.
        for table in re.findall(r"^\w+! \{\n(.*?)^\}", text, re.M | re.S):
            found.update(re.findall(r"^    (\w+)(?:\([\w, ]*\))?:", table, re.M))
            found.update(re.findall(r"(?:^    |, )(\w+) = \w+", table, re.M))
    return found


PATH = re.compile(r"`((?:\w+::)+\w+)`")


def exists(path, available):
    """Whether a path may be shown: not, if its module is one that was searched and has no such item."""
    if path in available:
        return bool(available[path])
    module, _, item = path.rpartition("::")
    return module not in available or item in available[module] or (module, item) in EXTRA


# Items that `items` does not see.
EXTRA = {("Array", "from"), ("np", "polynomial")}


def table(kind, libraries, mapping, available):
    """The rows of one table: name, letters, path or None, note."""
    _, letters, modules = TABLES[kind]
    by_hand = mapping.get(kind, {})
    names = sorted({name for library in letters.values() for name in libraries.get(library, [])}, key=lambda n: (n.lower(), n))
    for name in sorted(set(by_hand) - set(names)):
        print(f"{kind}: {name} is mapped, but no library has it")
    for name in names:
        found_in = "".join(letter for letter, library in letters.items() if name in libraries.get(library, []))
        if name in by_hand:
            here, _, note = by_hand[name].partition("; ")
            if exists(here, available):
                note = note if all(exists(path, available) for path in PATH.findall(note)) else ""
                yield (name, found_in, here, note)
                continue
        spellings = [(module, spelling) for module in modules for spelling in (name, name + "_")]
        path = next((f"{module}::{spelling}" for module, spelling in spellings if spelling in available[module]), None)
        yield (name, found_in, path or "-not yet", "")


def head(versions, rows, reasons):
    total = sum(len(found) for found in rows.values())
    here = sum(1 for found in rows.values() for row in found if not row[2].startswith("-"))
    text = (HERE / "head.md").read_text()
    lines = [f"| {code} | {meaning} | {sum(1 for found in rows.values() for row in found if row[2] == '-' + code)} |"
             for code, meaning in reasons.items()]
    text = text.replace("{reasons}", "\n".join(lines)).replace("{versions}", ", ".join(versions))
    return text.replace("{total}", str(total)).replace("{here}", str(here)).replace("{absent}", str(total - here))


def quoted(note):
    return note.replace("|", "\\|")


def page(versions, rows, reasons):
    parts = [head(versions, rows, reasons).rstrip("\n")]
    for kind, (title, letters, _) in TABLES.items():
        legend = ", ".join(f"{letter} {library}" for letter, library in letters.items())
        here = sum(1 for row in rows[kind] if not row[2].startswith("-"))
        parts.append(f"\n## {title}\n\n{legend}. Of {len(rows[kind])} names, {here} are here.\n\n| name | in | here | note |\n|---|---|---|---|")
        for name, found_in, path, note in rows[kind]:
            if path.startswith("-"):
                note = path[1:] + (f": {note}" if note else "")
                path = "—"
            else:
                path = " ".join(f"`{part}`" for part in path.split(" "))
            parts.append(f"| `{name}` | {found_in} | {path} | {quoted(note)} |")
    return "\n".join(parts) + "\n"


# The features of the crate without which these, and what is in them, are absent.
FEATURES = {"np::linalg": "linalg", "np::polynomial": "linalg", "np::polyfit": "linalg", "np::roots": "linalg", "nn::orthogonal": "linalg", "nn::delta_orthogonal": "linalg", "np::random::multivariate_normal": "linalg", "np::random::orthogonal": "linalg", "np::fft": "fft", "np::load": "npy",
            "np::load_npz": "npy", "np::save": "npy", "np::savez": "npy", "np::savez_compressed": "npy"}


def paths(text):
    """What the page names, for the compiler to find. Methods it cannot name."""
    here = re.findall(r"^\| `\S+` \| [A-Z]+ \| `(\w+)` \|", text, re.M)
    named = sorted({*here, *PATH.findall(text)})
    lines = ["// Written by generate.py: every path on the page but methods.", ""]
    for path in named:
        if path.startswith(("Array::", "Generator::")):
            continue
        feature = next((feature for module, feature in FEATURES.items() if (path + "::").startswith(module + "::")), None)
        lines += [f'#[cfg(feature = "{feature}")]'] if feature else []
        lines.append(f"use numtape::{path} as _;")
    return "\n".join(lines) + "\n"


def main():
    if "names" in sys.argv:
        write_names()
    libraries, versions = read_names()
    mapping = tomllib.loads((HERE / "mapping.toml").read_text())
    available = {module: items(module) for module in MODULES}
    rows = {kind: list(table(kind, libraries, mapping, available)) for kind in TABLES}
    for kind, found in rows.items():
        missing = [name for name, _, path, _ in found if path == "-not yet" and name not in mapping.get(kind, {})]
        if missing:
            print(f"{kind}: {len(missing)} not here, and not in mapping.toml: {' '.join(missing)}")
    text = page(versions, rows, mapping["reasons"])
    PAGE.write_text(text)
    (HERE / "paths.rs").write_text(paths(text))


if __name__ == "__main__":
    main()
