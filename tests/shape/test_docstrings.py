"""Every module says where on the way it stands; whatever others may use says what it gives."""

import ast

from tests.shape.source import functions, modules, named, public_definitions, tree, written

# Said by Python, or by the thing that is shown.
EXPLAINED_ELSEWHERE = ("__enter__", "__exit__", "__init__", "__str__")


def explained_by_its_class(file, definition):
    """A property of a Protocol whose body is `...`: the class says what it stands for."""
    last = definition.body[-1]
    empty = isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is ...
    return empty and definition in functions(file)


def test_every_module_opens_with_a_docstring():
    empty = {file for file in written() if not file.read_text(encoding="utf-8").strip()}
    silent = [named(file) for file in written() if file not in empty and not ast.get_docstring(tree(file))]
    assert silent == []


def test_whatever_others_may_use_says_what_it_gives():
    silent = [
        f"{named(file)}:{definition.lineno} {definition.name}"
        for file in modules()
        for definition in public_definitions(file)
        if not ast.get_docstring(definition)
        and definition.name not in EXPLAINED_ELSEWHERE
        and not explained_by_its_class(file, definition)
    ]
    assert silent == []
