#include "ledger/ledger.h"

#include <sqlite3.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/text.h"
#include "ledger/compress.h"
#include "ledger/schema.h"
#include "support/old_ledger.h"
#include "support/testing.h"

namespace suit {
namespace {

std::string similar_text(int seed) {
  std::string text;
  for (int i = 0; i < 400; ++i)
    text += "line " + std::to_string(i * 7919 % 1000) + (i == seed ? " changed\n" : " stays\n");
  return text;
}

class LedgerTest : public testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/ledger.db"; }
  std::unique_ptr<Ledger> open(LedgerMode mode = LedgerMode::kCreate) {
    return must(Ledger::open(path(), mode));
  }
  int sql(const std::string& text, std::string* message = nullptr) {
    sqlite3* database = nullptr;
    sqlite3_open(path().c_str(), &database);
    char* error = nullptr;
    int code = sqlite3_exec(database, text.c_str(), nullptr, nullptr, &error);
    if (message && error) *message = error;
    sqlite3_free(error);
    sqlite3_close(database);
    return code;
  }
  TemporaryFolder folder_;
};

TEST_F(LedgerTest, AppendsInOrderAndReadsBack) {
  auto ledger = open();
  Sequence first = must(ledger->append({.kind = "task", .body = {{"text", "a"}}}));
  Sequence second = must(ledger->append({.kind = "proposal", .about = first, .body = {{"n", 2}}}));
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 2);
  Event event = must(ledger->event(second));
  EXPECT_EQ(event.kind, "proposal");
  EXPECT_EQ(event.about, first);
  EXPECT_EQ(event.body["n"], 2);
  EXPECT_GT(event.at_us, 0);
  EXPECT_EQ(must(ledger->events({.kinds = {"task"}})).size(), 1u);
  EXPECT_EQ(must(ledger->events({.about = first})).size(), 1u);
  EXPECT_EQ(must(ledger->events({.newest_first = true}))[0].sequence, second);
  EXPECT_EQ(ledger->event(99).error().code, ErrorCode::kNotFound);
}

TEST_F(LedgerTest, IsAppendOnlyEvenForOthers) {
  must(open()->append({.kind = "task"}));
  std::string message;
  EXPECT_NE(sql("UPDATE event SET kind = 'x'", &message), SQLITE_OK);
  EXPECT_NE(message.find("append-only"), message.npos);
  EXPECT_NE(sql("DELETE FROM event"), SQLITE_OK);
  auto ledger = open();
  must(ledger->keep(Digest::of("x"), "x"));
  must(ledger->append({.kind = "task"}));
  EXPECT_NE(sql("UPDATE blob SET data = 'y'"), SQLITE_OK);
  EXPECT_EQ(must(ledger->event(1)).kind, "task");
}

TEST_F(LedgerTest, NothingIsReplacedOrSkipped) {
  auto ledger = open();
  must(ledger->keep(Digest::of("x"), "x"));
  must(ledger->append({.kind = "task"}));
  must(ledger->append({.kind = "proposal"}));
  std::string message;
  for (const char* conflict : {"", "OR REPLACE", "OR IGNORE", "OR ABORT"})
    for (const char* sequence : {"2", "1", "1000", "4", "0", "-1", "NULL"}) {
      std::string text =
          std::string("INSERT ") + conflict + " INTO event VALUES (" + sequence + ", 1, 'task', NULL, '{}')";
      EXPECT_NE(sql(text, &message), SQLITE_OK) << text;
      EXPECT_NE(message.find("append-only"), message.npos) << text << message;
    }
  EXPECT_NE(sql("INSERT INTO event VALUES (2, 1, 'task', NULL, '{}') ON CONFLICT DO UPDATE SET kind = 'x'"),
            SQLITE_OK);
  EXPECT_NE(sql("REPLACE INTO blob SELECT * FROM blob"), SQLITE_OK);
  EXPECT_NE(sql("REPLACE INTO blob SELECT id + 1, digest, 1, 1, NULL, x'00' FROM blob"), SQLITE_OK);
  EXPECT_NE(sql("REPLACE INTO blob SELECT id, x'00', 1, 1, NULL, x'00' FROM blob"), SQLITE_OK);
  EXPECT_EQ(must(ledger->event(2)).kind, "proposal");
  EXPECT_EQ(must(ledger->content(Digest::of("x"))), "x");
  EXPECT_EQ(must(ledger->append({.kind = "task"})), 3);
}

// The statements of a schema, without comments and whitespace.
std::set<std::string> statements_of(std::string_view text) {
  std::string bare;
  for (std::string_view line : split(text, '\n')) bare += std::string(line.substr(0, line.find("--"))) + " ";
  std::set<std::string> statements;
  for (size_t at = bare.find("CREATE"); at != bare.npos;) {
    size_t next = bare.find("CREATE", at + 1);
    std::string one;
    for (char c : bare.substr(at, next == bare.npos ? next : next - at))
      if (c != ' ' && c != ';') one += c;
    statements.insert(one);
    at = next;
  }
  return statements;
}

TEST_F(LedgerTest, NewAndMigratedHaveTheSchemaThatIsDocumented) {
  make_version_1_ledger(path());
  TemporaryFolder other;
  std::string made = other.path() + "/ledger.db";
  must(Ledger::open(made, LedgerMode::kCreate));
  open();
  for (const std::string& file : {path(), made}) {
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    std::string all;
    sqlite3_exec(
        database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL",
        [](void* out, int, char** values, char**) {
          static_cast<std::string*>(out)->append(values[0]).append("\n");
          return 0;
        },
        &all, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(statements_of(all), statements_of(ledger_schema())) << file;
  }
}

TEST_F(LedgerTest, AnOlderSchemaIsReadAsItIsAndBroughtUpToDateForWriting) {
  make_version_1_ledger(path());
  {
    auto old = open(LedgerMode::kReadOnly);
    EXPECT_EQ(must(old->events({})).size(), 5u);
    EXPECT_EQ(must(old->content(Digest::of("one\n"))), "one\n");
    EXPECT_EQ(must(old->size()).blobs, 2u);
  }
  EXPECT_EQ(sql("INSERT OR REPLACE INTO event VALUES (1, 1, 'task', NULL, '{\"text\":\"before\"}')"),
            SQLITE_OK)
      << "version 1";
  auto ledger = open(LedgerMode::kReadWrite);
  EXPECT_EQ(must(ledger->event(1)).body["text"], "before");
  EXPECT_EQ(must(ledger->append({.kind = "task"})), 6);
  EXPECT_EQ(must(ledger->content(Digest::of("two\n"))), "two\n");
  EXPECT_NE(sql("INSERT OR REPLACE INTO event VALUES (1, 1, 'task', NULL, '{}')"), SQLITE_OK);
  // The uses were migrated: the content used by the fourth event is older than that of a later one.
  must(ledger->keep(Digest::of("one\n"), "one\n"));
  must(ledger->append({.kind = "proposal"}));
  must(ledger->prune(must(ledger->size()).blob_bytes - 1, {}));
  EXPECT_TRUE(ledger->has(Digest::of("one\n")));
  EXPECT_FALSE(ledger->has(Digest::of("two\n")));
}

TEST_F(LedgerTest, AMigrationThatFailsLeavesTheOldOneAsItWas) {
  make_version_1_ledger(path());
  sql("CREATE TABLE blob_last_use (a)");
  EXPECT_FALSE(Ledger::open(path(), LedgerMode::kReadWrite)) << "somebody else's table";
  sql("DROP TABLE blob_last_use");
  EXPECT_EQ(must(open(LedgerMode::kReadOnly)->events({})).size(), 5u);
  EXPECT_EQ(must(open()->events({})).size(), 5u);
}

TEST_F(LedgerTest, UsesGrowWithTheContentsNotWithTheEvents) {
  auto ledger = open();
  std::vector<std::string> contents;
  for (int i = 0; i < 200; ++i) contents.push_back("content " + std::to_string(i));
  for (int round = 0; round < 100; ++round) {
    for (const std::string& content : contents) must(ledger->keep(Digest::of(content), content));
    must(ledger->append({.kind = "proposal"}));
  }
  LedgerSize size = must(ledger->size());
  ledger.reset();
  EXPECT_LT(std::filesystem::file_size(path()), 300'000u) << "200 contents and 100 events";
  EXPECT_LT(size.blob_bytes, 60'000u);
}

TEST_F(LedgerTest, KeepsContentsOnceAndAsDifferences) {
  auto ledger = open();
  std::string base = similar_text(-1), next = similar_text(200);
  Digest base_digest = Digest::of(base), next_digest = Digest::of(next);
  must(ledger->keep(base_digest, base));
  must(ledger->keep(next_digest, next, &base_digest));
  must(ledger->keep(next_digest, next, &base_digest));
  must(ledger->append({.kind = "proposal"}));
  LedgerSize size = must(ledger->size());
  EXPECT_EQ(size.blobs, 2u);
  EXPECT_LT(size.blob_bytes, compress(base).size() + 500) << "the second is a small difference";
  EXPECT_EQ(must(ledger->content(base_digest)), base);
  EXPECT_EQ(must(ledger->content(next_digest)), next);
}

TEST(Compress, ADifferenceIsSmallWhateverTheSize) {
  uint64_t state = 1;
  for (size_t size :
       {1'000u, 90'000u, 150'000u, 484'160u, 525'659u, 700'000u, 1'037'478u, 1'106'644u, 3'000'000u}) {
    std::string base;  // incompressible
    for (size_t i = 0; i < size; ++i, state = state * 6364136223846793005u + 1442695040888963407u)
      base += static_cast<char>('0' + (state >> 33) % 64);
    for (size_t place : {size / 10, size / 2, size - 20}) {
      std::string next = base;
      next.replace(place, 5, "another");
      std::string data = compress_against(base, next);
      EXPECT_LT(data.size(), 500u) << size << " at " << place;
      EXPECT_EQ(must(decompress(base, data, next.size())), next);
    }
  }
}

TEST_F(LedgerTest, ADifferenceToADifferenceIsTakenToTheRoot) {
  auto ledger = open();
  std::vector<Digest> digests;
  for (int i = 0; i < 20; ++i) {
    std::string text = similar_text(i);
    digests.push_back(Digest::of(text));
    must(ledger->keep(digests.back(), text, i ? &digests[static_cast<size_t>(i) - 1] : nullptr));
    must(ledger->append({.kind = "proposal"}));
  }
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(must(ledger->content(digests[static_cast<size_t>(i)])), similar_text(i));
}

TEST_F(LedgerTest, WhatWasKeptWithoutAnEventIsGone) {
  { must(open()->keep(Digest::of("lost"), "lost")); }
  EXPECT_FALSE(open()->has(Digest::of("lost")));
}

TEST_F(LedgerTest, PruneDropsTheLongestUnusedAndNeverTheProtected) {
  auto ledger = open();
  std::vector<Digest> digests;
  for (int i = 0; i < 10; ++i) {
    std::string noise;
    for (int k = 0; k < 1000; ++k) noise += static_cast<char>((i * 7 + k * k * 31) % 251);
    digests.push_back(Digest::of(noise));
    must(ledger->keep(digests.back(), noise));
    must(ledger->append({.kind = "proposal"}));
  }
  uint64_t before = must(ledger->size()).blob_bytes;
  uint64_t freed = must(ledger->prune(before / 2, {digests[0]}));
  EXPECT_GT(freed, 0u);
  EXPECT_LE(must(ledger->size()).blob_bytes, before / 2);
  EXPECT_TRUE(ledger->has(digests[0])) << "protected";
  EXPECT_TRUE(ledger->has(digests[9])) << "youngest";
  EXPECT_FALSE(ledger->has(digests[1])) << "oldest";
  Error gone = ledger->content(digests[1]).error();
  EXPECT_EQ(gone.code, ErrorCode::kNotFound);
  EXPECT_NE(gone.hint.find("keep_mb"), gone.hint.npos);
  EXPECT_EQ(must(ledger->events({.kinds = {"retention"}})).size(), 1u);
}

TEST_F(LedgerTest, RefusesWhatItCannotRead) {
  folder_.write("ledger.db",
                "this is not a database at all, but a text of some length ........................");
  EXPECT_EQ(Ledger::open(path(), LedgerMode::kCreate).error().code, ErrorCode::kCorrupt);
  std::filesystem::remove(path());
  sql("CREATE TABLE somebody_elses (a)");
  EXPECT_EQ(Ledger::open(path(), LedgerMode::kCreate).error().code, ErrorCode::kCorrupt);
  std::filesystem::remove(path());
  { open(); }
  sql("PRAGMA user_version = 99");
  Error newer = Ledger::open(path(), LedgerMode::kReadWrite).error();
  EXPECT_EQ(newer.code, ErrorCode::kUnsupported);
  EXPECT_NE(newer.message.find("newer"), newer.message.npos);
  EXPECT_EQ(Ledger::open(folder_.path() + "/none.db", LedgerMode::kReadOnly).error().code,
            ErrorCode::kNotFound);
}

TEST_F(LedgerTest, ReadOnlyDeniesWriting) {
  { must(open()->append({.kind = "task"})); }
  auto ledger = open(LedgerMode::kReadOnly);
  EXPECT_EQ(ledger->append({.kind = "task"}).error().code, ErrorCode::kDenied);
  EXPECT_EQ(must(ledger->events({})).size(), 1u);
}

TEST_F(LedgerTest, ADamagedContentIsNoticed) {
  {
    auto ledger = open();
    must(ledger->keep(Digest::of("content"), "content"));
    must(ledger->append({.kind = "task"}));
  }
  sql("DROP TRIGGER blob_is_never_changed; UPDATE blob SET data = x'28b52ffd2007'");
  EXPECT_EQ(open()->content(Digest::of("content")).error().code, ErrorCode::kCorrupt);
}

TEST_F(LedgerTest, ExamineFindsDamageInTheMiddle) {
  {
    auto ledger = open();
    for (int i = 0; i < 300; ++i) {
      must(ledger->keep(Digest::of(similar_text(i)), similar_text(i)));
      must(ledger->append({.kind = "task", .body = {{"text", similar_text(i)}}}));
    }
    must(ledger->examine());
  }
  std::string bytes = folder_.read("ledger.db");
  int found = 0;
  for (size_t tenth = 1; tenth < 10; ++tenth) {
    std::string damaged = bytes;
    damaged.replace(bytes.size() / 10 * tenth / 4096 * 4096, 4096, std::string(4096, 'x'));
    folder_.write("ledger.db", damaged);
    auto ledger = Ledger::open(path(), LedgerMode::kReadOnly);
    found += !ledger || !(*ledger)->examine();
  }
  EXPECT_EQ(found, 9);
}

TEST_F(LedgerTest, TwoWritersAtOnceLoseNothing) {
  { open(); }
  auto write = [&] {
    auto ledger = open(LedgerMode::kReadWrite);
    for (int i = 0; i < 50; ++i) must(ledger->append({.kind = "task"}));
  };
  std::thread one(write), two(write);
  one.join();
  two.join();
  EXPECT_EQ(must(open()->events({})).size(), 100u);
}

}  // namespace
}  // namespace suit
