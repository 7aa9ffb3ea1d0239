"""Compares azure-batch.json with the models of the azure-batch package that is installed, 4.1 to 15.1, for the client's API version.

Versions up to 14 have the definitions' own names: properties, required, read-only and limits are compared. 15 has other names: properties and
required are compared, from the pairs of derive/python-names.ts on.
Prints each difference and exits with 1 if there is one.
"""

import inspect
import json
import pathlib
import re
import sys

from azure.batch import models

FOLDER = pathlib.Path(__file__).parents[4] / "local/emulator/protocol"
IS_TRACK1 = hasattr(models, "PoolInformation")
# local/emulator/protocol/versions.ts
BASE = "2024-07-01.20.0"
if IS_TRACK1:
    from azure.batch import BatchServiceClient
    from azure.batch.batch_auth import SharedKeyCredentials

    VERSION = BatchServiceClient(SharedKeyCredentials("account", "a2V5"), "http://127.0.0.1").api_version
else:
    VERSION = "2025-06-01"
# local/emulator/protocol/derive/limits.ts explains why these are optional here.
EXPECTED = {
    "PoolUpdatePropertiesParameter.certificateReferences: required by the client only",
    "ComputeNode.ipv6Address: required by the client only",
}
LIMITS = {"minimum": "minimum", "maximum": "maximum", "max_length": "maxLength", "min_length": "minLength"}


def definitions():
    content = json.loads((FOLDER / "azure-batch.json").read_text())
    # versions.ts: each difference is a merge patch of the neighboring version's definitions.
    merged = content["base"]["definitions"]
    differences = content["differences"]
    is_older = VERSION < BASE
    for version in sorted(differences, reverse=is_older):
        if VERSION <= version < BASE if is_older else BASE < version <= VERSION:
            merged = merge_patch(merged, differences[version]["definitions"])
    return merged


def merge_patch(target, patch):
    """Applies a JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge_patch(result.get(name), value)
    return result


def track1_properties(model):
    """Returns, by the name in JSON, what the client requires of a property."""
    for attribute, key in model._attribute_map.items():
        # msrest escapes the dots of a name like odata.nextLink.
        yield key["key"].replace("\\.", "."), model._validation.get(attribute, {})


def track2_properties(model):
    for owner in model.__mro__:
        for attribute, field in vars(owner).items():
            if type(field).__name__ == "_RestField":
                text = str(owner.__annotations__[attribute])
                yield field._rest_name_input or attribute, {"required": not re.search("Optional|None", text), "type": text}


def track1_pairs(known):
    for name, model in inspect.getmembers(models, inspect.isclass):
        if hasattr(model, "_attribute_map") and name in known:
            yield name, dict(track1_properties(model))


def track2_pairs(known):
    text = (FOLDER / "derive/python-names.ts").read_text()
    pairs = dict(re.findall(r'^  (\w+): "(\w+)",$', text, re.M))
    # Bodies for which the client sends the whole resource have its properties, not those of the definition.
    whole = set(re.findall(r'^  "(\w+)",$', text, re.M))
    waiting = list(pairs.items())
    while waiting:
        name, model = waiting.pop()
        properties = dict(track2_properties(getattr(models._models, model)))
        for key, rules in properties.items():
            schema = known[name].get("properties", {}).get(key, {})
            target = schema.get("$ref") or schema.get("items", {}).get("$ref")
            inner = re.search(r"_models\.(\w+)", rules["type"])
            if target and inner and target not in pairs and inspect.isclass(getattr(models._models, inner[1], None)):
                pairs[target] = inner[1]
                waiting.append((target, inner[1]))
        if name not in whole:
            yield name, properties


def differences(name, schema, properties):
    known = schema.get("properties", {})
    for key in sorted(set(known) - set(properties)):
        yield f"{name}.{key}: unknown to the client"
    for key, rules in properties.items():
        if key not in known:
            yield f"{name}.{key}: missing"
            continue
        if rules.get("required", False) != (key in schema.get("required", [])):
            yield f"{name}.{key}: required by the {'client' if rules.get('required') else 'definition'} only"
        if IS_TRACK1 and rules.get("readonly", False) != known[key].get("readOnly", False):
            yield f"{name}.{key}: read-only on one side only"
        for rule, keyword in LIMITS.items():
            if rule in rules and rules[rule] != known[key].get(keyword):
                yield f"{name}.{key}: {keyword} {rules[rule]}, here {known[key].get(keyword)}"


known = definitions()
compared = list(track1_pairs(known) if IS_TRACK1 else track2_pairs(known))
found = [
    line
    for name, properties in compared
    for line in differences(name, known[name], properties)
    if line not in EXPECTED
]
print(f"{len(compared)} definitions of {VERSION} compared")
if len(compared) < 120:
    found.append("expected at least 120 definitions")
if found:
    print("\n".join(found))
sys.exit(1 if found else 0)
