"""Documents as Relay wants them: a module for each operation and fragment, which are named after it."""

import re
from pathlib import Path

from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse


def write_relay_modules(documents: Path, folder: Path) -> None:
    """Write `JoinCall.ts` with `mutation JoinCallMutation`, `Stage.ts` with `fragment Stage_data`, and so on."""
    for path in sorted(documents.glob("*.graphql")):
        text = path.read_text()
        for definition in parse(text).definitions:
            assert isinstance(definition, FragmentDefinitionNode | OperationDefinitionNode)
            assert definition.loc
            assert definition.name
            document = _as_relay_names_it(text[definition.loc.start : definition.loc.end])
            module = f'import {{ graphql }} from "relay-runtime";\n\ngraphql`\n{document}\n`;\n'
            (folder / f"{definition.name.value}.ts").write_text(module)


def _as_relay_names_it(document: str) -> str:
    document = re.sub(r"^(query|mutation|subscription) \w+", lambda found: found[0] + found[1].title(), document)
    document = re.sub(r"^fragment \w+", r"\g<0>_data", document)
    return re.sub(r"\.\.\.[A-Z]\w*", r"\g<0>_data @alias", document)
