#include "functions/receipt.h"

#include "base/text.h"

namespace suit::functions {
namespace {

constexpr int64_t kDurationMsMax = 3'600'000'000'000;  // the longest that read_time() reads

// In a receipt everything that is not optional is required.
Fields all_required(Fields fields) {
  for (Field& field : fields) field.is_required = !field.type->is_optional;
  return fields;
}

ReceiptFile type_of(const FileVersion& version) {
  if (version.type == FileType::kAbsent) return ReceiptFile::kAbsent;
  if (version.type == FileType::kSymlink) return ReceiptFile::kSymlink;
  return version.mode & 0100 ? ReceiptFile::kExecutable : ReceiptFile::kFile;
}

Error malformed_receipt(const std::string& why) {
  return {ErrorCode::kInvalid, "not a receipt: " + why, "docs/receipts.md describes the format"};
}

bool is_digest(const std::string& text) {
  return Digest::from_hex(text) && to_lower(text) == text;
}

// What the types of the fields do not say.
Result<void> examine_edits(const std::vector<Receipt::Edit>& edits, const std::string& where) {
  for (size_t i = 0; i < edits.size(); ++i) {
    const Receipt::Edit& edit = edits[i];
    std::string at = where + "[" + std::to_string(i) + "]";
    if (!is_inner_path(edit.path)) return malformed_receipt(at + ".path leaves the folder");
    if (i > 0 && edit.path <= edits[i - 1].path) return malformed_receipt(where + " is not sorted by path");
    bool was = edit.before.type != ReceiptFile::kAbsent, is = edit.after.type != ReceiptFile::kAbsent;
    if (was ? !edit.before.digest || !is_digest(*edit.before.digest) : edit.before.digest.has_value())
      return malformed_receipt(at + ".before.digest: a file has one, an absent file none");
    if (is != edit.after.content.has_value())
      return malformed_receipt(at + ".after.content: a file has one, an absent file none");
  }
  return {};
}

Result<void> examine(const Receipt& receipt) {
  for (const auto& [digest, name] : {std::pair(&receipt.base.digest, "base.digest"),
                                     {&receipt.patch.digest, "patch.digest"},
                                     {&receipt.policies, "policies"}})
    if (!is_digest(*digest)) return malformed_receipt(std::string(name) + " is not a SHA-256 digest");
  std::string_view time = receipt.time;
  if (time.size() != 20 || time[10] != 'T' || !time.ends_with('Z'))
    return malformed_receipt("time is not of the form 2026-01-31T09:05:00Z");
  for (const Receipt::JudgeFile& file : receipt.judge_files)
    if (!is_digest(file.digest)) return malformed_receipt("judge_files: a digest is not one of SHA-256");
  if (const auto& commit = receipt.base.commit)
    if ((commit->size() != 40 && commit->size() != 64) ||
        commit->find_first_not_of("0123456789abcdef") != commit->npos)
      return malformed_receipt("base.commit is not the id of a commit");
  if (receipt.verdict == PatchVerdict::Kind::kInvalid)
    return malformed_receipt("an invalid patch has no receipt");
  if (receipt.patch.edits.empty()) return malformed_receipt("patch.edits is empty");
  for (const Receipt::Judged& result : receipt.results)
    if (result.duration_ms < 0 || result.duration_ms > kDurationMsMax)
      return malformed_receipt("results: a duration_ms is out of bounds");
  RETURN_IF_ERROR(examine_edits(receipt.patch.edits, "patch.edits"));
  if (receipt.base.edits) return examine_edits(*receipt.base.edits, "base.edits");
  return {};
}

}  // namespace

Fields Receipt::Before::fields() {
  return all_required(
      {{"type", type, ""}, {"digest", digest, "SHA-256 of the content, or of a link's target"}});
}

Fields Receipt::After::fields() {
  return all_required({{"type", type, ""}, {"content", content, "The content, or a link's target"}});
}

Fields Receipt::Edit::fields() {
  return all_required({{"path", path, ""},
                       {"moved_from", moved_from, "Where the file was before, if it was moved"},
                       {"before", before, "The file in the base"},
                       {"after", after, "The file with the patch"}});
}

Fields Receipt::Base::fields() {
  return all_required({{"digest", digest, "Of all its files, as above"},
                       Field("files", files, "How many there are").between(0, INT64_MAX),
                       {"commit", commit, "The commit of git, if there is one"},
                       {"edits", edits, "What leads from that commit to the base, if they differ"}});
}

Fields Receipt::Patch::fields() {
  return all_required({{"digest", digest, "SHA-256 of `edits` as compact JSON, as it stands in the receipt"},
                       {"edits", edits, "The patch, file by file, sorted by path"}});
}

Fields Receipt::JudgeFile::fields() {
  return all_required({{"path", path, ""}, {"digest", digest, "SHA-256 of the content"}});
}

Fields Receipt::CheckCommand::fields() {
  return all_required({{"name", name, ""},
                       {"command", command, "For `sh -c`"},
                       {"when", when, "Globs: it runs if a matching file changes; empty: always"},
                       {"digest", digest, "SHA-256 of `[name,command,when]` as compact JSON"}});
}

Fields Receipt::Test::fields() {
  return all_required({{"name", name, "As its runner reports it"}, {"outcome", outcome, ""}});
}

Fields Receipt::Judged::fields() {
  Fields all = CheckAnswer::fields();
  all.push_back({"tests", tests, "What its test runners reported; absent if they can't report"});
  return all_required(std::move(all));
}

Fields Receipt::Limits::fields() {
  return all_required({Field("time_ms", time_ms, "Of each run").between(1, kDurationMsMax),
                       {"memory_bytes", memory_bytes, ""},
                       {"processes", processes, ""},
                       {"output_bytes", output_bytes, ""},
                       {"scratch_bytes", scratch_bytes, ""}});
}

Fields Receipt::Isolation::fields() {
  return all_required({{"isolated", isolated, "false: checks ran without a sandbox, as the settings allow"},
                       {"kernel", kernel, "Name, release and machine"},
                       {"facts", facts, "What the sandbox could do, as `suit doctor` shows it"},
                       {"limits", limits, ""},
                       {"environment", environment, "Names of the variables that checks see"}});
}

Fields Receipt::Tool::fields() {
  return all_required({{"name", name, "As a check's command names it"},
                       {"path", path, "The file in the sandbox, links followed"},
                       {"digest", digest, "SHA-256 of that file; empty if it can't be read"},
                       {"version", version, "First line that `NAME --version` prints, in the sandbox"}});
}

Fields Receipt::fields() {
  return all_required({{"receipt", receipt, "Version of the format: 1"},
                       {"verdict", verdict, "As in [verify.md](verify.md); never `invalid`"},
                       {"time", time, "When it was given, RFC 3339, UTC"},
                       {"suit", suit, "Version of Suit"},
                       {"base", base, "The folder without the patch"},
                       {"patch", patch, "What was judged"},
                       {"judge_files", judge_files, "The base's [judge files](verify.md#judge-files)"},
                       {"checks_from", checks_from,
                        "base: its suit.toml, or detected in it; named: --check on the command line"},
                       {"checks", checks, "The checks, in the order of their runs"},
                       {"results", results, "Each check that ran, and each policy that objects"},
                       {"asks", asks, "Why a person must decide"},
                       {"policies", policies, "SHA-256 of the policies in force"},
                       {"scope", scope, "What the patch was allowed to change; empty: everything"},
                       {"fixes", fixes, "Tests that had to turn from red to green; absent: none were named"},
                       {"sandbox", sandbox, "Where the checks ran"},
                       {"tools", tools, "Programs that the checks' commands name"}});
}

Result<Receipt> read_receipt(std::string_view text) {
  if (text.size() > kReceiptBytesMax)
    return malformed_receipt("it is larger than " + human_bytes(kReceiptBytesMax));
  if (!is_utf8(text)) return malformed_receipt("it is not UTF-8");
  auto json = parse_json(text);
  if (!json) return malformed_receipt(json.error().message);
  if (!json->is_object() || !json->contains("receipt")) return malformed_receipt("it has no field `receipt`");
  if ((*json)["receipt"] != Json(1))
    return malformed_receipt("its version is " + to_text((*json)["receipt"]).substr(0, 40) +
                             ", and this Suit knows version 1");
  Receipt receipt;
  if (auto read = read_fields(*json, receipt.fields(), "the receipt"); !read)
    return malformed_receipt(read.error().message);
  RETURN_IF_ERROR(examine(receipt));
  return receipt;
}

std::string receipt_text(const Receipt& receipt) {
  return to_text(json_of_struct(receipt)) + "\n";
}

std::string digest_of_files(const std::vector<FileEdit>& added) {
  std::string lines;
  for (const FileEdit& file : added) {
    constexpr std::string_view kModes[] = {"000000", "100644", "100755", "120000"};
    lines += kModes[static_cast<size_t>(type_of(file.after))];
    lines += " " + file.after.digest.hex() + " " + file.path + '\0';
  }
  return Digest::of(lines).hex();
}

std::string digest_of_edits(const std::vector<Receipt::Edit>& edits) {
  Json list = Json::array();
  for (const Receipt::Edit& edit : edits) list.push_back(json_of_struct(edit));
  return Digest::of(to_text(list)).hex();
}

std::string digest_of_check(const Check& check) {
  Json json = {json_of_bytes(check.name), json_of_bytes(check.command), json_of_texts(check.when)};
  return Digest::of(to_text(json)).hex();
}

std::string digest_of_rules(const PolicyRules& rules) {
  Json json = {json_of_texts(rules.allow), json_of_texts(rules.ask), json_of_texts(rules.deny),
               rules.diff_lines_max,       rules.files_max,          rules.file_bytes_max};
  return Digest::of(to_text(json)).hex();
}

Receipt::Edit receipt_edit(const FileEdit& edit) {
  Receipt::Edit shown{.path = edit.path};
  if (!edit.moved_from.empty()) shown.moved_from = edit.moved_from;
  shown.before.type = type_of(edit.before);
  if (edit.before.type != FileType::kAbsent) shown.before.digest = edit.before.digest.hex();
  shown.after.type = type_of(edit.after);
  if (edit.after.type != FileType::kAbsent) shown.after.content = edit.after.content;
  return shown;
}

FileVersion version_after(const Receipt::Edit& edit) {
  if (edit.after.type == ReceiptFile::kAbsent) return FileVersion::absent();
  if (edit.after.type == ReceiptFile::kSymlink) return FileVersion::symlink(*edit.after.content);
  bool executable = edit.after.type == ReceiptFile::kExecutable;
  return FileVersion::file(*edit.after.content, executable ? 0755 : 0644);
}

Result<FileEdit> edit_on_base(const Receipt::Edit& edit, const FileVersion& before) {
  if (type_of(before) != edit.before.type ||
      (edit.before.digest && before.digest.hex() != *edit.before.digest))
    return Error{ErrorCode::kConflict, "the patch changes another version of " + printable(edit.path)};
  FileEdit made{.path = edit.path, .before = before, .after = version_after(edit)};
  if (edit.moved_from) made.moved_from = *edit.moved_from;
  return made;
}

std::vector<Receipt::CheckCommand> receipt_checks(const std::vector<Check>& checks) {
  std::vector<Receipt::CheckCommand> shown;
  for (const Check& check : checks)
    shown.push_back({check.name, check.command, bytes_of(check.when), digest_of_check(check)});
  return shown;
}

std::vector<Receipt::Judged> receipt_results(const std::vector<CheckAnswer>& checks,
                                             const PatchEvidence& evidence) {
  std::vector<Receipt::Judged> results;
  for (const CheckAnswer& check : checks) {
    Receipt::Judged& one = results.emplace_back();
    static_cast<CheckAnswer&>(one) = check;
    auto reported = evidence.tests.find(check.name);
    if (reported == evidence.tests.end() || reported->second.empty()) continue;
    one.tests.emplace();
    for (const auto& [name, outcome] : reported->second) one.tests->push_back({name, outcome});
  }
  return results;
}

namespace {

void add_rows(std::string& table, const Fields& fields, const std::string& before) {
  for (const Field& field : fields) {
    const FieldType* type = field.type;
    std::string name = before + std::string(field.name), words;
    if (type->kind == FieldType::Kind::kList) {
      type = type->item;
      name += "[]";
    }
    for (std::string_view choice : type->choices)
      words += (words.empty() ? "`" : ", `") + std::string(choice) + "`";
    std::string about(field.about);
    if (!words.empty()) about += (about.empty() ? "" : ". ") + words;
    table +=
        "| `" + name + "` | " + (field.type->is_optional ? "may be absent" : "") + " | " + about + " |\n";
    if (type->fields) add_rows(table, type->fields(nullptr), name + ".");
  }
}

}  // namespace

std::string receipt_markdown() {
  std::string table = "| field of a receipt | | |\n|---|---|---|\n";
  add_rows(table, Receipt().fields(), "");
  return table;
}

}  // namespace suit::functions
