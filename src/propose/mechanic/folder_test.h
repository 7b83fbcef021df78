// Test fixture: a folder on disk, and what the mechanic proposes for a task in it.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "propose/mechanic/mechanic.h"

namespace suit::mechanic {

class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/mechanic-test-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void put(const std::string& path, std::string_view content, unsigned mode = 0644) {
    std::filesystem::create_directories(std::filesystem::path(root_ + "/" + path).parent_path());
    auto written = write_file(root_ + "/" + path, content, mode);
    ASSERT_TRUE(written) << written.error().message;
    ::chmod((root_ + "/" + path).c_str(), mode);
  }
  void link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories(std::filesystem::path(root_ + "/" + path).parent_path());
    ASSERT_EQ(::symlink(target.c_str(), (root_ + "/" + path).c_str()), 0);
  }

  Result<Reply> propose(const std::string& text, const std::vector<std::string>& scope = {},
                        std::vector<size_t> answers = {}) {
    auto files = open_files(root_);
    EXPECT_TRUE(files);
    Folder folder(**files);
    auto parsed = Scope::parse(scope);
    EXPECT_TRUE(parsed);
    Task task;
    task.text = text;
    task.scope = *parsed;
    task.here = here_;
    return make_mechanic()->propose({task, folder, {}, std::move(answers)});
  }

  // The contents after the proposal: "(gone)" for a deleted file, "-> x" for a link.
  std::map<std::string, std::string> changes(const std::string& text,
                                             const std::vector<std::string>& scope = {},
                                             std::vector<size_t> answers = {}) {
    auto reply = propose(text, scope, std::move(answers));
    std::map<std::string, std::string> found;
    if (!reply) {
      ADD_FAILURE() << text << ": " << reply.error().message << " (" << reply.error().hint << ")";
      return found;
    }
    if (auto* question = std::get_if<Question>(&*reply)) ADD_FAILURE() << text << " asks: " << question->text;
    if (auto* declined = std::get_if<Declined>(&*reply))
      ADD_FAILURE() << text << " declined: " << declined->understood;
    if (auto* proposal = std::get_if<Proposal>(&*reply)) {
      last_ = *proposal;
      for (const FileEdit& edit : proposal->edits) {
        // The stated base is what is on disk.
        auto files = open_files(root_);
        auto before = read_version(**files, edit.path, kFolderFileBytesMax);
        EXPECT_TRUE(before && before->same_as(edit.before)) << edit.path;
        if (edit.before.type == FileType::kFile && edit.after.type == FileType::kFile) {
          EXPECT_EQ(edit.before.mode, edit.after.mode) << edit.path;
        }
        found[edit.path] = edit.after.type == FileType::kAbsent    ? "(gone)"
                           : edit.after.type == FileType::kSymlink ? "-> " + edit.after.content
                                                                   : edit.after.content;
      }
    }
    return found;
  }

  Question question(const std::string& text, const std::vector<std::string>& scope = {},
                    std::vector<size_t> answers = {}) {
    auto reply = propose(text, scope, std::move(answers));
    if (reply && std::holds_alternative<Question>(*reply)) return std::get<Question>(*reply);
    ADD_FAILURE() << text << " asks nothing" << (reply ? "" : ": " + reply.error().message);
    return {};
  }
  Declined declined(const std::string& text, const std::vector<std::string>& scope = {},
                    std::vector<size_t> answers = {}) {
    auto reply = propose(text, scope, std::move(answers));
    if (reply && std::holds_alternative<Declined>(*reply)) return std::get<Declined>(*reply);
    ADD_FAILURE() << text << " is not declined" << (reply ? "" : ": " + reply.error().message);
    return {};
  }
  Error error(const std::string& text, const std::vector<std::string>& scope = {},
              std::vector<size_t> answers = {}) {
    auto reply = propose(text, scope, std::move(answers));
    if (!reply) return reply.error();
    ADD_FAILURE() << text << " gives no error";
    return {ErrorCode::kCorrupt, "", ""};
  }
  bool noted(const std::string& part) const {
    for (const std::string& note : last_.notes)
      if (note.find(part) != note.npos) return true;
    return false;
  }

  using Files_ = std::map<std::string, std::string>;
  std::string root_;
  std::string here_;  // the person's current folder
  Proposal last_;     // of the last call of changes()
};

}  // namespace suit::mechanic
