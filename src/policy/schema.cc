// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// JSON schema of .bulkhead.yaml. docs/formats/policy.schema.json is the same
// text; a test compares them.
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

// clang-format off
constexpr std::string_view kSchema = R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Bulkhead policy",
  "description": "A .bulkhead.yaml: what counts in the findings of Bulkhead.",
  "type": ["object", "null"],
  "additionalProperties": false,
  "properties": {
    "extends": {
      "description": "The shipped policy that this one changes.",
      "enum": ["default", "guide", "cis", "strict"],
      "default": "default"
    },
    "fail-on": {
      "description": "Least severity that makes the exit code 1.",
      "enum": ["none", "info", "low", "medium", "high", "critical"],
      "default": "high"
    },
    "show": {
      "description": "Least severity that is shown.",
      "$ref": "#/$defs/severity",
      "default": "low"
    },
    "allow-gaps": {
      "description": "What could not be assessed does not make the exit code 3.",
      "type": "boolean",
      "default": false
    },
    "deny-inline-ignores": {
      "description": "Ignores in comments have no effect and are reported.",
      "type": "boolean",
      "default": false
    },
    "baseline": {
      "description": "Baseline file, relative to this one.",
      "type": "string",
      "minLength": 1
    },
    "grace-days": {
      "description": "Days during which a newly disclosed vulnerability does not fail.",
      "type": "integer",
      "minimum": 0,
      "maximum": 3650,
      "default": 0
    },
    "approved-images": {
      "description": "Base images that may be used, globs; one without a tag stands for all tags. Empty: all.",
      "$ref": "#/$defs/texts"
    },
    "approved-registries": {
      "description": "Registries that images may come from, globs. Empty: all.",
      "$ref": "#/$defs/texts"
    },
    "label-schema": {
      "description": "Labels that images have, with the type of their value.",
      "type": ["object", "null"],
      "additionalProperties": {
        "enum": ["text", "rawtext", "url", "semver", "spdx", "hash", "email", "rfc3339"]
      }
    },
    "strict-labels": {
      "description": "Labels that are not in label-schema are findings.",
      "type": "boolean",
      "default": false
    },
    "rules": {
      "description": "Level and options of rules, by id, alias (DL3008) or glob (dockerfile/*).",
      "type": ["object", "null"],
      "additionalProperties": {
        "anyOf": [
          { "$ref": "#/$defs/level" },
          {
            "type": "object",
            "properties": {
              "severity": { "$ref": "#/$defs/level" },
              "secret-names": { "$ref": "#/$defs/texts" }
            },
            "additionalProperties": false
          }
        ]
      }
    },
    "ignores": {
      "description": "Findings that do not count.",
      "type": ["array", "null"],
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["rule", "reason"],
        "properties": {
          "rule": {
            "description": "Ids, aliases or globs; \"*\" is all.",
            "$ref": "#/$defs/texts"
          },
          "path": {
            "description": "Globs as in .gitignore, relative to this file.",
            "$ref": "#/$defs/texts"
          },
          "service": { "description": "Compose service, glob.", "type": "string" },
          "stage": { "description": "Build stage, glob.", "type": "string" },
          "image": { "description": "Image reference, as in approved-images.", "type": "string" },
          "package": { "description": "Package name, glob.", "type": "string" },
          "version": { "description": "Package version, glob.", "type": "string" },
          "reason": { "description": "Why it does not count.", "type": "string", "minLength": 1 },
          "owner": { "description": "Who answers for it.", "type": "string" },
          "until": {
            "description": "Last day on which it counts.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
          }
        }
      }
    },
    "checks": {
      "description": "Own checks (docs/own_checks.md).",
      "type": ["array", "null"],
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "message"],
        "oneOf": [{ "required": ["when"] }, { "required": ["require"] }],
        "properties": {
          "id": { "description": "The rule is own/ID.", "type": "string", "pattern": "^[a-z0-9-]+$" },
          "target": { "enum": ["dockerfile", "compose"] },
          "severity": { "$ref": "#/$defs/severity", "default": "medium" },
          "message": {
            "description": "May have {value}, {name} and {path}.",
            "type": "string",
            "minLength": 1
          },
          "title": { "type": "string" },
          "why": { "type": "string" },
          "remedy": { "type": "string" },
          "references": { "$ref": "#/$defs/texts" },
          "when": {
            "description": "A finding for each construct that meets all of it.",
            "$ref": "#/$defs/conditions"
          },
          "require": {
            "description": "A finding for each file in which no construct meets all of it.",
            "$ref": "#/$defs/conditions"
          }
        }
      }
    }
  },
  "$defs": {
    "severity": { "enum": ["info", "low", "medium", "high", "critical"] },
    "level": {
      "enum": ["off", "on", "none", "info", "low", "medium", "high", "critical", true, false]
    },
    "scalar": { "type": ["string", "number", "boolean"] },
    "texts": {
      "anyOf": [
        { "$ref": "#/$defs/scalar" },
        { "type": "array", "items": { "$ref": "#/$defs/scalar" } },
        { "type": "null" }
      ]
    },
    "test": {
      "anyOf": [
        { "$ref": "#/$defs/texts" },
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "equals": { "$ref": "#/$defs/texts" },
            "matches": { "type": "string" },
            "contains": { "$ref": "#/$defs/scalar" },
            "exists": { "type": "boolean" },
            "less": { "$ref": "#/$defs/scalar" },
            "more": { "$ref": "#/$defs/scalar" }
          }
        }
      ]
    },
    "conditions": {
      "type": "object",
      "minProperties": 1,
      "additionalProperties": false,
      "properties": {
        "all": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/conditions" } },
        "any": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/conditions" } },
        "not": { "$ref": "#/$defs/conditions" },
        "matches": { "type": "string" },
        "contains": { "$ref": "#/$defs/scalar" },
        "instruction": { "$ref": "#/$defs/test" },
        "service": { "$ref": "#/$defs/test" }
      },
      "patternProperties": {
        "^(instruction|service|project)\\.": { "$ref": "#/$defs/test" }
      }
    }
  }
})schema"
    "\n";
// clang-format on

}  // namespace

std::string_view PolicySchema() { return kSchema; }

}  // namespace bulkhead::policy
