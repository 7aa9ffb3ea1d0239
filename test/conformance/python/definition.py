"""Compares azure-batch.json with the models of azure-batch 14.2.0: properties, required, read-only, limits.

The version is 2024-02-01.19.0. Prints each difference and exits with 1 if there is one.
"""

import inspect
import json
import pathlib
import sys

from azure.batch import models

FILE = pathlib.Path(__file__).parents[3] / "local/batch/definition/azure-batch.json"
VERSION = "2024-02-01.19.0"
# local/batch/definition/derive/limits.ts: the retired certificates are optional here.
EXPECTED = ["PoolUpdatePropertiesParameter.certificateReferences: required by the client only"]
LIMITS = {"minimum": "minimum", "maximum": "maximum", "max_length": "maxLength", "min_length": "minLength"}


def definitions():
    content = json.loads(FILE.read_text())
    merged = {**content["base"]["definitions"], **content["differences"][VERSION]["definitions"]}
    return {name: schema for name, schema in merged.items() if schema is not None}


def differences(name, schema, model):
    properties = schema.get("properties", {})
    # msrest escapes the dots of a name like odata.nextLink.
    keys = {key["key"].replace("\\.", "."): attribute for attribute, key in model._attribute_map.items()}
    for key in sorted(set(properties) - set(keys)):
        yield f"{name}.{key}: unknown to the client"
    for key, attribute in keys.items():
        if key not in properties:
            yield f"{name}.{key}: missing"
            continue
        rules = model._validation.get(attribute, {})
        if rules.get("required", False) != (key in schema.get("required", [])):
            side = "client" if rules.get("required") else "definition"
            yield f"{name}.{key}: required by the {side} only"
        if rules.get("readonly", False) != properties[key].get("readOnly", False):
            yield f"{name}.{key}: read-only on one side only"
        for rule, keyword in LIMITS.items():
            if rule in rules and rules[rule] != properties[key].get(keyword):
                yield f"{name}.{key}: {keyword} {rules[rule]}, here {properties[key].get(keyword)}"


known = definitions()
compared = [
    (name, known[name], model)
    for name, model in inspect.getmembers(models, inspect.isclass)
    if hasattr(model, "_attribute_map") and name in known
]
found = [line for each in compared for line in differences(*each) if line not in EXPECTED]
print(f"{len(compared)} definitions compared with azure-batch 14.2.0")
if len(compared) < 150:
    found.append("expected at least 150 definitions")
print("\n".join(found))
sys.exit(1 if found else 0)
