// Credentials identified by their place: after a name, in an address, in a header, in .netrc and .pgpass.
#pragma once

#include <string_view>

#include "base/secret.h"

namespace suit {

// Each examines one place of a text and rejects most places quickly. Views into the text.

// NAME = VALUE, NAME: VALUE, "NAME": "VALUE", NAME => VALUE; `at` is the place of the '=' or ':'.
Secret named_secret_at(std::string_view text, size_t at);
// <password>VALUE</password>; `at` is the place of the first '>'.
Secret element_secret_at(std::string_view text, size_t at);
// scheme://user:VALUE@host and addresses that are credentials; `at` is the place of the "//".
Secret address_secret_at(std::string_view text, size_t at);
// host:port:database:user:VALUE, a line of .pgpass; `at` is the place of a ':'.
Secret pgpass_secret_at(std::string_view text, size_t at);
// A scheme and a credential: "Bearer VALUE", "Basic VALUE".
Secret authorization_in(std::string_view value);

// Words that introduce a credential; `at` is the place of the word.
Secret authorization_word_at(std::string_view text, size_t at);
Secret password_word_at(std::string_view text, size_t at);    // of .netrc, SQL and options
Secret identified_by_at(std::string_view text, size_t at);    // of SQL
Secret option_at(std::string_view text, size_t at);           // --api-key VALUE
Secret user_option_at(std::string_view text, size_t at);      // curl -u name:VALUE
Secret password_option_at(std::string_view text, size_t at);  // sshpass -p VALUE
Secret macro_at(std::string_view text, size_t at);            // #define PASSWORD "VALUE"
Secret defined_at(std::string_view text,
                  size_t at);  // define('DB_PASSWORD', 'VALUE'), the quote before the comma

}  // namespace suit
