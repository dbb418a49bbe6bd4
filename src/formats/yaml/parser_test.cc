// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

TEST(Yaml, BlockCollections) {
  constexpr TreeCase kCases[] = {
      {"a: 1\nb: 2", "map(a: 1, b: 2)"},
      {"a:\n  b: c", "map(a: map(b: c))"},
      {"a:\n- b\n- c\nd: e", "map(a: seq(b, c), d: e)"},
      {"a:\n  - b\n  - c", "map(a: seq(b, c))"},
      {"- a\n- b", "seq(a, b)"},
      {"- a: b\n  c: d\n- e", "seq(map(a: b, c: d), e)"},
      {"- - a\n  - b\n- - c", "seq(seq(a, b), seq(c))"},
      {"-\n  a\n-\n- b", "seq(a, _, b)"},
      {"- a:\n  - b\n  c: d", "seq(map(a: seq(b), c: d))"},
      {"a:\n\n  b:\n\n    c", "map(a: map(b: c))"},
      {"a:\nb:", "map(a: _, b: _)"},
      {"a:\n  b:\n  c:\nd:", "map(a: map(b: _, c: _), d: _)"},
      {"- \n- a", "seq(_, a)"},
      {"a: {b: c}\nd: [e]", "map(a: {b: c}, d: [e])"},
      {"a:\n    b: c\n    d:\n     e", "map(a: map(b: c, d: e))"},
      {"\"a\": 1\n'b': 2\n? c\n: 3", "map(\"a\": 1, 'b': 2, c: 3)"},
      {"  a: b\n  c: d", "map(a: b, c: d)"},
      {"-   a: b\n    c: d", "seq(map(a: b, c: d))"},
      {"a:\n  -\n    b\n  -\n    - c", "map(a: seq(b, seq(c)))"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, FlowCollections) {
  constexpr TreeCase kCases[] = {
      {"[]", "[]"},
      {"{}", "{}"},
      {"[a]", "[a]"},
      {"[a, b, ]", "[a, b]"},
      {"[[a], [b, [c]]]", "[[a], [b, [c]]]"},
      {"{a: b, c: d}", "{a: b, c: d}"},
      {"{a: {b: {c: d}}}", "{a: {b: {c: d}}}"},
      {"[{a: b}, {c}]", "[{a: b}, {c: _}]"},
      {"[a: b, c]", "[{a: b}, c]"},
      {"[? a : b]", "[{a: b}]"},
      {"[? a]", "[{a: _}]"},
      {"{? a : b, ? c}", "{a: b, c: _}"},
      {"{: a}", "{_: a}"},
      {"[\"a\": b]", "[{\"a\": b}]"},
      {"{a: [b,\n c], d:\n e}", "{a: [b, c], d: e}"},
      {"[\n# c\na, # d\nb\n]", "[a, b]"},
      {"{\n\t\"a\": 1,\n\t\"b\": [true, null, 1.5e3]\n}",
       "{\"a\": 1, \"b\": [true, null, 1.5e3]}"},
      {"{\"a\"\n: 1}", "{\"a\": 1}"},
      {"[a,\n\n b]", "[a, b]"},
      {"{a: &x b, c: *x }", "{a: &x b, c: *x}"},
      {"[!x a, !!str b, &c d]", "[!x a, !!str b, &c d]"},
      {"[a]: b", "map([a]: b)"},
      {"{a: b}: c", "map({a: b}: c)"},
      {"[[a]]: [b]", "map([[a]]: [b])"},
      {"{a: \"b\", 'c': \"d\"}", "{a: \"b\", 'c': \"d\"}"},
      {"[a, [b: c]]", "[a, [{b: c}]]"},
      {"{\"a\":{\"b\":[]}}", "{\"a\": {\"b\": []}}"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, ExplicitKeys) {
  constexpr TreeCase kCases[] = {
      {"? a\n: b", "map(a: b)"},
      {"? a", "map(a: _)"},
      {"? a\n? b\n", "map(a: _, b: _)"},
      {"? - a\n  - b\n: - c", "map(seq(a, b): seq(c))"},
      {"? {a: b}\n: c", "map({a: b}: c)"},
      {"? |\n  a\n: b", "map(|a\\n|: b)"},
      {"? a\n: b\nc: d", "map(a: b, c: d)"},
      {"?\n: a", "map(_: a)"},
      {"? a: b\n: c", "map(map(a: b): c)"},
      {"- ? a\n  : b", "seq(map(a: b))"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, AnchorsAliasesTags) {
  constexpr TreeCase kCases[] = {
      {"&a b", "&a b"},
      {"a: &b c\nd: *b", "map(a: &b c, d: *b)"},
      {"&a b: c\n*a : d", "map(&a b: c, *a: d)"},
      {"a: &b\n  c: d\ne: *b", "map(a: &b map(c: d), e: *b)"},
      {"a: &b\n- c\nd: *b", "map(a: &b seq(c), d: *b)"},
      {"- &a [b]\n- *a", "seq(&a [b], *a)"},
      {"- &a {b: c}\n- *a", "seq(&a {b: c}, *a)"},
      {"&a\nb: c", "&a map(b: c)"},
      {"&a\n- b", "&a seq(b)"},
      {"a: &b\nc: *b", "map(a: &b _, c: *b)"},
      {"- &a x\n- &a y\n- *a", "seq(&a x, &a y, *a)"},
      {"!a b", "!a b"},
      {"!!str 1", "!!str 1"},
      {"a: !b\n  c: d", "map(a: !b map(c: d))"},
      {"a: !b\n- c", "map(a: !b seq(c))"},
      {"!a &b c", "&b !a c"},
      {"&b !a c", "&b !a c"},
      {"a: !reset", "map(a: !reset _)"},
      {"a: !reset null\nb: !override [c]",
       "map(a: !reset null, b: !override [c])"},
      {"!<tag:yaml.org,2002:int> 1", "!!int 1"},
      {"!<!x> y", "!x y"},
      {"%TAG !e! tag:x,1:\n--- !e!y z", "tag:x,1:y z"},
      {"%TAG !! tag:x,1:\n--- !!y z", "tag:x,1:y z"},
      {"! a", "! a"},
      {"!a%21 b", "!a! b"},
      {"&a.b/c d", "&a.b/c d"},
      {"[&a z, *a , &x y]", "[&a z, *a, &x y]"},
      {"&a [&b c, *b]", "&a [&b c, *b]"},
      {"? &a b\n: *a", "map(&a b: *a)"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, Documents) {
  constexpr TreeCase kCases[] = {
      {"", ""},
      {"# only\n", ""},
      {"---\n", "_"},
      {"--- a", "a"},
      {"a\n--- b\n", "a --- b"},
      {"a\n...\n", "a"},
      {"--- a\n...\n---\nb\n", "a --- b"},
      {"---\n---\n", "_ --- _"},
      {"%YAML 1.2\n---\na\n", "a"},
      {"--- |\n a\n--- >\n b", "|a\\n| --- >b>"},
      {"--- # c\na: b", "map(a: b)"},
      {"\xef\xbb\xbf"
       "a: b",
       "map(a: b)"},
      {"a: b\n---\n- c\n...\n", "map(a: b) --- seq(c)"},
      {"--- {a: b}\n--- [c]", "{a: b} --- [c]"},
      {"--- \"---\"\n", "\"---\""},
      {"a: b\n\n# end\n", "map(a: b)"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, MergeKeys) {
  constexpr TreeCase kCases[] = {
      {"a: &x {b: c}\nd:\n  <<: *x", "map(a: &x {b: c}, d: map(<<: *x))"},
      {"<<: {a: b}", "map(<<: {a: b})"},
      {"<<: [{a: b}, {c: d}]", "map(<<: [{a: b}, {c: d}])"},
      {"\"<<\": a", "map(\"<<\": a)"},
      {"!!merge <<: {a: b}", "map(!!merge <<: {a: b})"},
      {"? <<\n: {a: b}", "map(<<: {a: b})"},
  };
  CheckTrees(kCases);
}

}  // namespace
}  // namespace bulkhead::formats
