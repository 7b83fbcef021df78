#include "base/fields.h"

#include <gtest/gtest.h>

#include <array>

namespace suit {
namespace {

enum class Colour { kRed, kGreen };

}  // namespace

template <>
struct EnumNames<Colour> {
  static constexpr std::array<std::string_view, 2> names = {"red", "green"};
};

namespace {

struct Leaf {
  static constexpr std::string_view kShape = "Leaf";
  Bytes path;
  Fields fields() { return {{"path", path, "Where"}}; }
};

struct Tree {
  int64_t id = 0;
  std::optional<int64_t> more;
  Colour colour = Colour::kRed;
  std::vector<Leaf> leaves;
  std::string change;
  Fields fields() {
    return {Field("id", id, "Its number").required().between(0, 9), Field("more", more, ""),
            Field("colour", colour, ""), Field("leaves", leaves, ""),
            Field("change", change, "").one_of("a|b")};
  }
};

std::string refusal(const std::string& json) {
  Tree tree;
  auto read = read_fields(*parse_json(json), tree.fields(), "the body");
  return read ? "" : read.error().message;
}

TEST(StructFields, AreWrittenAndReadBack) {
  Tree tree{3, 4, Colour::kGreen, {{"a"}, {std::string("\xff", 1)}}, "b"};
  std::string text = to_text(json_of_struct(tree));
  EXPECT_EQ(
      text,
      R"({"id":3,"more":4,"colour":"green","leaves":[{"path":"a"},{"path":{"hex":"ff"}}],"change":"b"})");
  Tree read;
  ASSERT_TRUE(read_fields(*parse_json(text), read.fields(), "it"));
  EXPECT_EQ(to_text(json_of_struct(read)), text);
  tree.more.reset();
  EXPECT_FALSE(json_of_struct(tree).contains("more"));
}

TEST(StructFields, WhatDoesNotFitIsRefusedByItsPath) {
  EXPECT_EQ(refusal("{\"id\": 1}"), "");
  EXPECT_EQ(refusal("{}"), "the body has no field id");
  EXPECT_EQ(refusal("[]"), "the body must be of type object");
  EXPECT_EQ(refusal("{\"id\": \"1\"}"), "the body.id must be of type integer");
  EXPECT_EQ(refusal("{\"id\": 99999999999999999999}"), "the body.id must be of type integer");
  EXPECT_EQ(refusal("{\"id\": 10}"), "the body.id must be a number from 0 to 9");
  EXPECT_EQ(refusal("{\"id\": 1, \"x\": 1}"), "the body has an unknown field x");
  EXPECT_EQ(refusal("{\"id\": 1, \"colour\": \"blue\"}"),
            "the body.colour must be one of [\"red\",\"green\"]");
  EXPECT_EQ(refusal("{\"id\": 1, \"leaves\": [{\"path\": 7}]}"),
            "the body.leaves[0].path must be of type string, or an object with \"hex\"");
  EXPECT_EQ(refusal("{\"id\": 1, \"leaves\": [{\"path\": \"a\", \"b\": 1}]}"),
            "the body.leaves[0] has an unknown field b");
}

TEST(StructFields, AreDescribed) {
  std::map<std::string, Json> named;
  Json schema = schema_of_fields(Tree().fields(), SchemaOf::kRequest, named);
  EXPECT_EQ(to_text(schema["required"]), R"(["id"])");
  EXPECT_EQ(to_text(schema["properties"]["id"]),
            R"({"type":"integer","description":"Its number","minimum":0,"maximum":9})");
  EXPECT_EQ(to_text(schema["properties"]["leaves"]),
            R"({"type":"array","items":{"$ref":"#/components/schemas/Leaf"}})");
  EXPECT_EQ(to_text(schema["properties"]["change"]["enum"]), R"(["a","b"])");
  EXPECT_FALSE(named.at("Leaf").contains("required"));
  std::map<std::string, Json> of_answers;
  EXPECT_EQ(to_text(schema_of_fields(Tree().fields(), SchemaOf::kAnswer, of_answers)["required"]),
            R"(["id","colour","leaves","change"])");
  EXPECT_EQ(to_text(of_answers.at("Leaf")["required"]), R"(["path"])");
}

}  // namespace
}  // namespace suit
