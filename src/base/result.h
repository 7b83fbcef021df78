// A value or an error. Named like std::expected, so that it can be swapped for it later.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace suit {

// The kind of error. Each has one line in docs/errors.md and one exit code; a test compares them.
enum class ErrorCode {
  kInvalid,      // the input is malformed or makes no sense
  kNotFound,     // a named thing does not exist
  kConflict,     // a file or record differs from its stated version
  kDenied,       // a rule, a permission or a level forbids it
  kLimit,        // a size, time, memory or count limit was exceeded
  kIo,           // the operating system failed to read or write
  kNoSpace,      // the disk is full
  kCorrupt,      // stored data fails its own checks
  kUnsupported,  // this machine, version or format can't do it
  kBusy,         // another process holds the folder
  kUnavailable,  // a model's provider failed: unreachable, overloaded, or an incomplete answer
  kCancelled,    // the person stopped it
};

std::string_view name_of(ErrorCode code);

// What happened, to what, and what to do. `hint` may be empty.
struct Error {
  ErrorCode code = ErrorCode::kInvalid;
  std::string message;
  std::string hint = {};
};

// An Error from errno: "cannot <action> <object>: <reason>".
Error error_from_errno(int number, std::string_view action, std::string_view object);

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}
  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

#define SUIT_CONCAT_(a, b) a##b
#define SUIT_CONCAT(a, b) SUIT_CONCAT_(a, b)

// ASSIGN_OR_RETURN(auto x, f());  evaluates f(), returns its error from the caller, or moves its value into
// x.
#define ASSIGN_OR_RETURN(lhs, ...) ASSIGN_OR_RETURN_(SUIT_CONCAT(result_, __COUNTER__), lhs, __VA_ARGS__)
#define ASSIGN_OR_RETURN_(tmp, lhs, ...) \
  auto tmp = (__VA_ARGS__);              \
  if (!tmp) return tmp.error();          \
  lhs = std::move(tmp).value()

#define RETURN_IF_ERROR(...) \
  if (auto status_ = (__VA_ARGS__); !status_) return status_.error()

// Checks an invariant, also in release builds; a failure is a defect in Suit, never the user's input.
#define CHECK(condition)                                                                                 \
  ((condition)                                                                                           \
       ? void(0)                                                                                         \
       : (std::fprintf(stderr, "suit: broken invariant at %s:%d: %s\n", __FILE__, __LINE__, #condition), \
          std::abort()))

}  // namespace suit
