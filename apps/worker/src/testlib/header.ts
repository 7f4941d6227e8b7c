/**
 * As much of testlib.h as checkers, interactors, validators and generators of ordinary packages use, written
 * anew: what C++ programs of setters get that include it and bring none. Source of the behaviour: docs of
 * testlib, https://codeforces.com/testlib.
 */
export const TESTLIB_HEADER = String.raw`// cpast's own testlib.h: as much of the interface of https://github.com/MikeMirzayanov/testlib as checkers, interactors, validators and
// generators of ordinary packages use, written anew. It is given to C++ programs of setters that include
// "testlib.h" and bring none; a package's own one is taken before it. Nothing here is compiled unless it is
// used: every function is inline.
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#ifndef OK_EXIT_CODE
#define OK_EXIT_CODE 0
#endif
#ifndef WA_EXIT_CODE
#define WA_EXIT_CODE 1
#endif
#ifndef PE_EXIT_CODE
#define PE_EXIT_CODE 2
#endif
#ifndef FAIL_EXIT_CODE
#define FAIL_EXIT_CODE 3
#endif
#ifndef DIRT_EXIT_CODE
#define DIRT_EXIT_CODE 4
#endif
#ifndef POINTS_EXIT_CODE
#define POINTS_EXIT_CODE 7
#endif
#ifndef PC_BASE_EXIT_CODE
#define PC_BASE_EXIT_CODE 16
#endif
#ifndef UNEXPECTED_EOF_EXIT_CODE
#ifdef ENABLE_UNEXPECTED_EOF
#define UNEXPECTED_EOF_EXIT_CODE 8
#else
#define UNEXPECTED_EOF_EXIT_CODE PE_EXIT_CODE
#endif
#endif

enum TResult {
  _ok = 0,
  _wa = 1,
  _pe = 2,
  _fail = 3,
  _dirt = 4,
  _points = 5,
  _unexpected_eof = 8,
  _partially = 16
};
#define _pc(percent) (TResult(_partially + (percent)))
enum TMode { _input, _output, _answer };
enum TTestlibMode { _unknown, _checker, _validator, _generator, _interactor, _scorer };

const int EOFC = 255;
inline TTestlibMode testlibMode = _unknown;

// ---- Texts
// -------------------------------------------------------------------------------------------------------------

inline std::string __vformat(const char* text, va_list values) {
  va_list again;
  va_copy(again, values);
  int length = vsnprintf(nullptr, 0, text, again);
  va_end(again);
  std::string out(length < 0 ? 0 : length, '\0');
  vsnprintf(out.data(), out.size() + 1, text, values);
  return out;
}
#define __FORMATTED(name, text)        \
  va_list name##_list;                 \
  va_start(name##_list, text);         \
  std::string name = __vformat(text, name##_list); \
  va_end(name##_list)

__attribute__((format(printf, 1, 2))) inline std::string format(const char* text, ...) {
  __FORMATTED(out, text);
  return out;
}
// By value: va_start must not be given a reference.
inline std::string format(const std::string text, ...) {
  va_list list;
  va_start(list, text);
  std::string out = __vformat(text.c_str(), list);
  va_end(list);
  return out;
}
inline std::string upperCase(std::string text) {
  for (char& c : text) if ('a' <= c && c <= 'z') c = char(c - 'a' + 'A');
  return text;
}
inline std::string lowerCase(std::string text) {
  for (char& c : text) if ('A' <= c && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}
inline bool isEoln(char c) { return c == '\n' || c == '\r'; }
inline bool isBlanks(char c) { return c == ' ' || c == '\t' || isEoln(c); }
inline std::string trim(const std::string& text) {
  size_t from = 0, to = text.size();
  while (from < to && isBlanks(text[from])) from++;
  while (to > from && isBlanks(text[to - 1])) to--;
  return text.substr(from, to - from);
}
inline std::vector<std::string> split(const std::string& text, const std::string& separators) {
  std::vector<std::string> parts(1);
  for (char c : text)
    if (separators.find(c) != std::string::npos) parts.emplace_back();
    else parts.back() += c;
  return parts;
}
inline std::vector<std::string> split(const std::string& text, char separator) {
  return split(text, std::string(1, separator));
}
inline std::vector<std::string> tokenize(const std::string& text, const std::string& separators) {
  std::vector<std::string> parts = split(text, separators);
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  return parts;
}
inline std::vector<std::string> tokenize(const std::string& text, char separator) {
  return tokenize(text, std::string(1, separator));
}
inline std::string join(const std::vector<std::string>& parts, const std::string& between = " ") {
  std::string out;
  for (size_t i = 0; i < parts.size(); i++) out += (i ? between : "") + parts[i];
  return out;
}
/** The beginning and the end of a long text, for messages. */
inline std::string compress(const std::string& text) {
  return text.size() <= 64 ? text : text.substr(0, 30) + "..." + text.substr(text.size() - 31);
}
inline std::string englishEnding(long long number) {
  long long last = number % 10, tens = number / 10 % 10;
  if (tens == 1) return "th";
  return last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
}
template <typename T>
std::string vtos(const T& value) {
  std::ostringstream out;
  out << std::setprecision(15) << value;
  return out.str();
}
template <typename T>
std::string toString(const T& value) { return vtos(value); }
inline std::string toHumanReadableString(long long value) { return vtos(value); }

// ---- Doubles
// -----------------------------------------------------------------------------------------------------------

inline bool __testlib_isNaN(double value) { return std::isnan(value); }
inline bool __testlib_isInfinite(double value) { return std::isinf(value); }
/** Absolutely or relatively close; infinities and NaN have to be the same. */
inline bool doubleCompare(double expected, double result, double error) {
  if (std::isnan(expected)) return std::isnan(result);
  if (std::isinf(expected)) return std::isinf(result) && (expected > 0) == (result > 0);
  if (std::isnan(result) || std::isinf(result)) return false;
  if (std::fabs(result - expected) <= error + 1e-15) return true;
  double one = expected * (1.0 - error), other = expected * (1.0 + error);
  return result >= std::min(one, other) - 1e-15 && result <= std::max(one, other) + 1e-15;
}
/** The smaller of the absolute and the relative error. */
inline double doubleDelta(double expected, double result) {
  double absolute = std::fabs(result - expected);
  return std::fabs(expected) > 1e-9 ? std::min(absolute, absolute / std::fabs(expected)) : absolute;
}
/** A part of testlib's message of points: up to ten decimals, at least one, no exponent. */
inline std::string __points(double points) {
  std::string text = format("%.10f", points);
  while (text.back() == '0' && text[text.size() - 2] != '.') text.pop_back();
  return text;
}

// ---- Patterns: [a-z]{1,5}, a|b, (...), *, +, ?; greedy and without a way back, as testlib's
// ------------------------------

struct pattern {
  explicit pattern(const std::string& text) : text_(text) {}
  bool matches(const std::string& word) const {
    size_t end;
    return alternatives(0, text_.size(), word, 0, end) && end == word.size();
  }
  std::string src() const { return text_; }

 private:
  std::string text_;

  size_t closing(size_t at) const {
    char open = text_[at], close = open == '(' ? ')' : ']';
    int depth = 0;
    for (size_t i = at; i < text_.size(); i++) {
      if (text_[i] == '\\') i++;
      else if (text_[i] == open && (open == '(' || i == at)) depth++;
      else if (text_[i] == close && --depth == 0) return i;
    }
    throw std::runtime_error("the pattern " + text_ + " has no " + close);
  }
  bool alternatives(size_t from, size_t to, const std::string& word, size_t at, size_t& end) const {
    bool found = false;
    size_t start = from;
    for (size_t i = from; i <= to; i++) {
      if (i < to && text_[i] == '\\') i++;
      else if (i < to && (text_[i] == '(' || text_[i] == '[')) i = closing(i);
      else if (i == to || text_[i] == '|') {
        size_t stop;
        if (sequence(start, i, word, at, stop) && (!found || stop > end)) {
          found = true;
          end = stop;
        }
        start = i + 1;
      }
    }
    return found;
  }
  bool sequence(size_t from, size_t to, const std::string& word, size_t at, size_t& end) const {
    while (from < to) {
      size_t last = text_[from] == '\\' ? from + 1 : text_[from] == '(' || text_[from] == '[' ? closing(from) : from;
      size_t next = last + 1;
      long long least = 1, most = 1;
      if (next < to && text_[next] == '*') least = 0, most = LLONG_MAX, next++;
      else if (next < to && text_[next] == '+') most = LLONG_MAX, next++;
      else if (next < to && text_[next] == '?') least = 0, next++;
      else if (next < to && text_[next] == '{') {
        size_t close = text_.find('}', next);
        std::string inside = text_.substr(next + 1, close - next - 1);
        size_t comma = inside.find(',');
        least = atoll(inside.c_str());
        most = comma == std::string::npos ? least : comma + 1 == inside.size() ? LLONG_MAX : atoll(inside.c_str() + comma + 1);
        next = close + 1;
      }
      long long count = 0;
      for (size_t stop = at; count < most && one(from, last, word, at, stop); count++) {
        // What takes no letter fits as often as one likes.
        if (stop == at) {
          count = std::max(count, least);
          break;
        }
        at = stop;
      }
      if (count < least) return false;
      from = next;
    }
    end = at;
    return true;
  }
  bool one(size_t from, size_t last, const std::string& word, size_t at, size_t& end) const {
    if (text_[from] == '(') return alternatives(from + 1, last, word, at, end);
    if (at >= word.size()) return false;
    end = at + 1;
    if (text_[from] == '\\') return word[at] == text_[last];
    if (text_[from] == '.') return true;
    if (text_[from] != '[') return word[at] == text_[from];
    bool negated = text_[from + 1] == '^', inside = false;
    for (size_t i = from + 1 + negated; i < last; i++) {
      if (text_[i] == '\\') i++;
      unsigned char low = text_[i], high = low, c = word[at];
      if (i + 2 < last && text_[i + 1] == '-') high = text_[i += 2];
      inside = inside || (low <= c && c <= high);
    }
    return inside != negated;
  }
};

// ---- Streams
// -----------------------------------------------------------------------------------------------------------

struct InStream {
  TMode mode = _input;
  std::string name, fileName;
  bool strict = false, opened = false, stdfile = false;
  std::string textName;

  void init(const std::string& path, TMode as) {
    mode = as;
    name = fileName = path;
    file_ = ::open(path.c_str(), O_RDONLY);
    opened = file_ >= 0;
    if (!opened) {
      if (as == _output) quit(_pe, "Output file not found: \"" + compress(path) + "\"");
      quit(_fail, "File not found: \"" + compress(path) + "\"");
    }
    if (as == _output) skipBom();
  }
  void init(int descriptor, TMode as) {
    mode = as;
    file_ = descriptor;
    opened = stdfile = true;
  }
  void close() {
    if (opened && !stdfile) ::close(file_);
    opened = false;
  }
  void reset() {
    lseek(file_, 0, SEEK_SET);
    buffer_.clear();
    at_ = 0;
    ended_ = false;
    if (mode == _output) skipBom();
  }

  // Characters
  char curChar() { return char(peek()); }
  char nextChar() { return char(take()); }
  char readChar() { return nextChar(); }
  char readChar(char wanted) {
    char found = nextChar();
    if (found != wanted)
      quit(_pe, format("Unexpected character '%c' (ASCII=%d), but '%c' (ASCII=%d) expected", found, int((unsigned char)found), wanted,
                       int((unsigned char)wanted)));
    return found;
  }
  char readSpace() { return readChar(' '); }
  void skipChar() { take(); }
  void unreadChar(char c) {
    if (at_ > 0) buffer_[--at_] = c;
    else buffer_.insert(buffer_.begin(), c);
  }
  bool eof() { return !opened || isEnd(); }
  bool seekEof() {
    if (!opened) return true;
    skipBlanks();
    return isEnd();
  }
  bool eoln() {
    if (isEnd()) return !strict;
    if (strict) {
      if (peek() != '\n') return false;
      take();
      return true;
    }
    bool found = false;
    while (!isEnd() && peek() == '\r') take(), found = true;
    if (!isEnd() && peek() == '\n') take(), found = true;
    return found;
  }
  bool seekEoln() {
    while (!isEnd() && (peek() == ' ' || peek() == '\t')) take();
    return eoln();
  }
  void skipBlanks() {
    while (!isEnd() && isBlanks(char(peek()))) take();
  }
  void readEoln() {
    if (!eoln()) quit(_pe, "Expected EOLN");
  }
  void nextLine() { readLine(); }
  void readEof() {
    if (!eof()) quit(_pe, "Expected EOF");
    if (testlibMode == _validator && this->mode == _input) sawEof() = true;
  }

  // Tokens
  void readWordTo(std::string& word) {
    if (!strict) skipBlanks();
    if (isEnd()) quit(_unexpected_eof, "Unexpected end of file - token expected");
    if (isBlanks(char(peek()))) quit(_pe, "Unexpected white-space - token expected");
    word.clear();
    while (!isEnd() && !isBlanks(char(peek()))) word += char(take());
  }
  std::string readWord() {
    std::string word;
    readWordTo(word);
    return word;
  }
  std::string readWord(const std::string& wanted, const std::string& variable = "") {
    return fitting(readWord(), wanted, variable, "Token");
  }
  std::string readToken() { return readWord(); }
  std::string readToken(const std::string& wanted, const std::string& variable = "") { return readWord(wanted, variable); }
  void readTokenTo(std::string& word) { readWordTo(word); }
  std::vector<std::string> readTokens(int count, const std::string& wanted = "", const std::string& variable = "") {
    return many<std::string>(count, [&] { return wanted.empty() ? readWord() : readWord(wanted, variable); });
  }
  std::vector<std::string> readWords(int count, const std::string& wanted = "", const std::string& variable = "") {
    return readTokens(count, wanted, variable);
  }

  // Integers: canonical ones only
  long long readLong() { return integer(readWord(), LLONG_MIN, LLONG_MAX, "int64"); }
  int readInt() { return int(integer(readWord(), INT_MIN, INT_MAX, "int32")); }
  int readInteger() { return readInt(); }
  unsigned long long readUnsignedLong() {
    std::string word = readWord();
    if (word.empty() || word.size() > 20 || word.find_first_not_of("0123456789") != std::string::npos || (word[0] == '0' && word.size() > 1))
      quit(_pe, "Expected unsigned integer, but \"" + compress(word) + "\" found");
    unsigned long long value = 0;
    for (char c : word)
      if (__builtin_mul_overflow(value, 10ULL, &value) || __builtin_add_overflow(value, (unsigned long long)(c - '0'), &value))
        quit(_pe, "Expected unsigned int64, but \"" + compress(word) + "\" found");
    return value;
  }
  long long readLong(long long low, long long high, const std::string& variable = "") {
    return ranged(readLong(), low, high, variable, "Integer");
  }
  unsigned long long readUnsignedLong(unsigned long long low, unsigned long long high, const std::string& variable = "") {
    return ranged(readUnsignedLong(), low, high, variable, "Unsigned integer");
  }
  unsigned long long readLong(unsigned long long low, unsigned long long high, const std::string& variable = "") {
    return readUnsignedLong(low, high, variable);
  }
  int readInt(int low, int high, const std::string& variable = "") { return ranged(readInt(), low, high, variable, "Integer"); }
  int readInteger(int low, int high, const std::string& variable = "") { return readInt(low, high, variable); }
  std::vector<long long> readLongs(int count, long long low = LLONG_MIN, long long high = LLONG_MAX, const std::string& variable = "") {
    return many<long long>(count, [&] { return readLong(low, high, variable); });
  }
  std::vector<int> readInts(int count, int low = INT_MIN, int high = INT_MAX, const std::string& variable = "") {
    return many<int>(count, [&] { return readInt(low, high, variable); });
  }
  std::vector<int> readIntegers(int count, int low = INT_MIN, int high = INT_MAX, const std::string& variable = "") {
    return readInts(count, low, high, variable);
  }

  // Doubles: lenient, but no infinities, NaN or hexadecimal
  double readDouble() { return real(readWord()); }
  double readReal() { return readDouble(); }
  double readDouble(double low, double high, const std::string& variable = "") {
    return ranged(readDouble(), low, high, variable, "Double");
  }
  double readReal(double low, double high, const std::string& variable = "") { return readDouble(low, high, variable); }
  double readStrictDouble(double low, double high, int leastDecimals, int mostDecimals, const std::string& variable = "") {
    std::string word = readWord();
    static const pattern shape("\\-?[0-9]+(\\.[0-9]+)?");
    size_t point = word.find('.');
    int decimals = point == std::string::npos ? 0 : int(word.size() - point - 1);
    size_t first = word[0] == '-' ? 1 : 0;
    bool padded = word.size() > first + 1 && word[first] == '0' && word[first + 1] != '.';
    if (!shape.matches(word) || padded || decimals < leastDecimals || decimals > mostDecimals)
      quit(_pe, format("Expected strict double with %d to %d digits after the point, but \"%s\" found", leastDecimals, mostDecimals,
                       compress(word).c_str()));
    return ranged(atof(word.c_str()), low, high, variable, "Strict double");
  }
  double readStrictReal(double low, double high, int least, int most, const std::string& variable = "") {
    return readStrictDouble(low, high, least, most, variable);
  }
  std::vector<double> readDoubles(int count, double low = -1e308, double high = 1e308, const std::string& variable = "") {
    return many<double>(count, [&] { return readDouble(low, high, variable); });
  }
  std::vector<double> readReals(int count, double low = -1e308, double high = 1e308, const std::string& variable = "") {
    return readDoubles(count, low, high, variable);
  }

  // Lines
  void readStringTo(std::string& line) {
    line.clear();
    if (isEnd()) quit(_pe, "Expected line");
    while (!isEnd()) {
      int c = take();
      if (c == '\n') return;
      // The CR of CR LF is no part of a line; another one is.
      if (c == '\r' && !strict && (isEnd() || peek() == '\n')) continue;
      line += char(c);
    }
    if (strict) quit(_pe, "Expected EOLN");
  }
  std::string readString() {
    std::string line;
    readStringTo(line);
    return line;
  }
  std::string readString(const std::string& wanted, const std::string& variable = "") {
    return fitting(readString(), wanted, variable, "Line");
  }
  std::string readLine() { return readString(); }
  std::string readLine(const std::string& wanted, const std::string& variable = "") { return readString(wanted, variable); }
  void readLineTo(std::string& line) { readStringTo(line); }
  std::vector<std::string> readLines(int count, const std::string& wanted = "", const std::string& variable = "") {
    return many<std::string>(count, [&] { return wanted.empty() ? readString() : readString(wanted, variable); });
  }
  std::vector<std::string> readStrings(int count, const std::string& wanted = "", const std::string& variable = "") {
    return readLines(count, wanted, variable);
  }

  // Ends
  [[noreturn]] __attribute__((cold, noinline)) inline void quit(TResult result, const std::string& message);
  [[noreturn]] __attribute__((format(printf, 3, 4))) void quitf(TResult result, const char* text, ...) {
    __FORMATTED(message, text);
    quit(result, message);
  }
  __attribute__((format(printf, 4, 5))) void quitif(bool condition, TResult result, const char* text, ...) {
    if (!condition) return;
    __FORMATTED(message, text);
    quit(result, message);
  }
  void ensure(bool condition) {
    if (!condition) quit(_wa, "a condition does not hold");
  }
  __attribute__((format(printf, 3, 4))) void ensuref(bool condition, const char* text, ...) {
    if (condition) return;
    __FORMATTED(message, text);
    quit(_wa, message);
  }
  void setTestCase(int testCase) { testCase_ = testCase; }
  static bool& sawEof() {
    static bool saw = false;
    return saw;
  }

 private:
  int file_ = -1, testCase_ = 0;
  std::string buffer_;
  size_t at_ = 0;
  bool ended_ = false;

  __attribute__((noinline)) bool isEnd() {
    if (at_ < buffer_.size()) return false;
    if (ended_ || file_ < 0) return true;
    // One character stays, so that it can be put back.
    std::string kept = buffer_.empty() ? "" : buffer_.substr(buffer_.size() - 1);
    buffer_.resize(kept.size() + 65536);
    std::copy(kept.begin(), kept.end(), buffer_.begin());
    ssize_t count;
    do count = ::read(file_, buffer_.data() + kept.size(), 65536);
    while (count < 0 && errno == EINTR);
    buffer_.resize(kept.size() + (count > 0 ? count : 0));
    at_ = kept.size();
    ended_ = count <= 0;
    return ended_;
  }
  int peek() { return isEnd() ? EOFC : (unsigned char)buffer_[at_]; }
  int take() { return isEnd() ? EOFC : (unsigned char)buffer_[at_++]; }
  void skipBom() {
    if (!isEnd() && buffer_.compare(at_, 3, "\xEF\xBB\xBF") == 0) at_ += 3;
  }
  template <typename T, typename F>
  static std::vector<T> many(int count, F read) {
    std::vector<T> values;
    for (int i = 0; i < count; i++) values.push_back(read());
    return values;
  }
  long long integer(const std::string& word, long long low, long long high, const char* type) {
    size_t first = word[0] == '-' ? 1 : 0;
    bool good = word.size() > first && word.find_first_not_of("0123456789", first) == std::string::npos &&
                (word[first] != '0' || (word.size() == 1 && first == 0));
    if (!good) quit(_pe, "Expected integer, but \"" + compress(word) + "\" found");
    errno = 0;
    long long value = strtoll(word.c_str(), nullptr, 10);
    if (errno != 0 || value < low || value > high)
      quit(_pe, std::string("Expected ") + type + ", but \"" + compress(word) + "\" found");
    return value;
  }
  double real(const std::string& word) {
    bool digits = false, point = false, good = true;
    size_t i = word[0] == '-' || word[0] == '+' ? 1 : 0;
    for (; i < word.size() && good; i++) {
      if ('0' <= word[i] && word[i] <= '9') digits = true;
      else if (word[i] == '.' && !point) point = true;
      else if ((word[i] == 'e' || word[i] == 'E') && digits) {
        size_t from = i + 1 < word.size() && (word[i + 1] == '-' || word[i + 1] == '+') ? i + 2 : i + 1;
        good = from < word.size() && word.find_first_not_of("0123456789", from) == std::string::npos;
        break;
      } else good = false;
    }
    double value = good && digits ? strtod(word.c_str(), nullptr) : 0;
    if (!good || !digits || std::isinf(value)) quit(_pe, "Expected double, but \"" + compress(word) + "\" found");
    return value;
  }
  template <typename T>
  T ranged(T value, T low, T high, const std::string& variable, const char* what) {
    if (value < low || value > high)
      quit(_wa, std::string(what) + (variable.empty() ? " " : " parameter [name=" + variable + "] equals to ") + vtos(value) +
                    (variable.empty() ? " violates the range [" : ", violates the range [") + vtos(low) + ", " + vtos(high) + "]");
    return value;
  }
  std::string fitting(const std::string& text, const std::string& wanted, const std::string& variable, const char* what) {
    if (!pattern(wanted).matches(text))
      quit(_wa, std::string(what) + (variable.empty() ? " " : " parameter [name=" + variable + "] equals to ") + "\"" + compress(text) +
                    "\"" + ", doesn't correspond to pattern \"" + wanted + "\"");
    return text;
  }
};

inline InStream inf, ouf, ans;
inline std::fstream tout;
inline std::string resultName, resultTestset, resultGroup;
inline bool appesMode = false;

namespace testlib_own {
inline bool hasPoints = false, hasQuit = false;
inline std::string points;
/** A checker that forgets to say what it thinks has not accepted anything. */
struct Guard {
  ~Guard() {
    const char* forgot = nullptr;
    if ((testlibMode == _checker || testlibMode == _interactor) && !hasQuit) forgot = "it must end with quit or quitf";
    if (testlibMode == _validator && !InStream::sawEof() && !hasQuit) forgot = "Validator must end with readEof call.";
    if (forgot == nullptr) return;
    std::cerr << "FAIL " << forgot << std::endl;
    _exit(FAIL_EXIT_CODE);
  }
};
inline Guard guard;
}  // namespace testlib_own

void InStream::quit(TResult result, const std::string& message) {
  using namespace testlib_own;
  // What is wrong with the input or the jury's answer is the package's fault.
  if (mode != _output && result != _ok && result != _fail && result != _points && result < _partially) result = _fail;
  if (testlibMode == _validator && result != _ok) result = _fail;
  std::string text = message;
  if (testCase_ > 0 && result != _ok) text += format(" (test case %d)", testCase_);
  bool isGood = result == _ok || result == _points || result >= _partially;
  if (isGood && testlibMode == _checker && ouf.opened && !ouf.seekEof()) {
    result = _pe;
    text = "Extra information in the output file";
  }
  std::string word;
  int code;
  switch (result) {
    case _ok: word = "ok ", code = OK_EXIT_CODE; break;
    case _wa: word = "wrong answer ", code = WA_EXIT_CODE; break;
    case _pe: word = "wrong output format ", code = PE_EXIT_CODE; break;
    case _fail: word = "FAIL ", code = FAIL_EXIT_CODE; break;
    case _dirt: word = "wrong output format ", code = DIRT_EXIT_CODE; break;
    case _points: word = hasPoints ? "points " + points + " " : "points_info=", code = POINTS_EXIT_CODE; break;
    case _unexpected_eof: word = "unexpected eof ", code = UNEXPECTED_EOF_EXIT_CODE; break;
    default:
      word = format("partially correct (%d) ", int(result) - int(_partially));
      code = PC_BASE_EXIT_CODE + int(result) - int(_partially);
  }
  hasQuit = true;
  if (tout.is_open()) tout.close();
  if (!resultName.empty() && appesMode) {
    std::ofstream(resultName) << "<?xml version=\"1.0\" encoding=\"utf-8\"?><result outcome = \"" << trim(word) << "\">" << text
                              << "</result>\n";
  } else if (!resultName.empty()) {
    std::ofstream(resultName) << word << text << std::endl;
  }
  std::cerr << word << text << std::endl;
  std::cout.flush();
  fflush(stdout);
  std::exit(code);
}

[[noreturn]] inline void quit(TResult result, const std::string& message) {
  // Said by the checker itself: it is about the output.
  if (!ouf.opened) ouf.mode = _output;
  ouf.quit(result, message);
}
[[noreturn]] __attribute__((format(printf, 2, 3))) inline void quitf(TResult result, const char* text, ...) {
  __FORMATTED(message, text);
  quit(result, message);
}
__attribute__((format(printf, 3, 4))) inline void quitif(bool condition, TResult result, const char* text, ...) {
  if (!condition) return;
  __FORMATTED(message, text);
  quit(result, message);
}
[[noreturn]] inline void __quitPoints(const std::string& points, const std::string& message) {
  testlib_own::hasPoints = true;
  testlib_own::points = points;
  quit(_points, message);
}
[[noreturn]] inline void quitp(double points, const std::string& message = "") { __quitPoints(__points(points), message); }
[[noreturn]] inline void quitp(int points, const std::string& message = "") { __quitPoints(vtos(points), message); }
[[noreturn]] inline void quitp(const std::string& points, const std::string& message = "") { __quitPoints(points, message); }
template <typename P>
[[noreturn]] __attribute__((format(printf, 2, 3))) void quitp(P points, const char* text, ...) {
  __FORMATTED(message, text);
  quitp(points, message);
}
[[noreturn]] inline void quitpi(const std::string& info, const std::string& message = "") { quit(_points, info + " " + message); }
inline void ensure(bool condition) {
  if (!condition) quit(_fail, "a condition does not hold");
}
__attribute__((format(printf, 2, 3))) inline void ensuref(bool condition, const char* text, ...) {
  if (condition) return;
  __FORMATTED(message, text);
  quit(_fail, message);
}
__attribute__((format(printf, 3, 4))) [[noreturn]] inline void expectedButFound(TResult result, const std::string& expected,
                                                                                 const char* found, ...) {
  __FORMATTED(text, found);
  quit(result, "expected '" + compress(expected) + "', found '" + compress(text) + "'");
}
template <typename T>
[[noreturn]] void expectedButFound(TResult result, const T& expected, const T& found, const std::string& prepend = "") {
  quit(result, (prepend.empty() ? "" : prepend + ": ") + "expected '" + vtos(expected) + "', found '" + vtos(found) + "'");
}
__attribute__((format(printf, 1, 2))) inline void setName(const char* text, ...) { (void)text; }
inline void setTestCase(int testCase) {
  for (InStream* stream : {&inf, &ouf, &ans}) stream->setTestCase(testCase);
}
inline void unsetTestCase() { setTestCase(0); }
inline void setAppesModeEncoding(const std::string&) {}

template <typename T>
bool isPrime(T n) {
  if (n < 2) return false;
  for (T i = 2; i * i <= n; i++) if (n % i == 0) return false;
  return true;
}
inline long long stringToLongLong(InStream& stream, const std::string& text) {
  char* end = nullptr;
  errno = 0;
  long long value = strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end != 0 || errno != 0 || vtos(value) != text)
    stream.quit(_pe, "Expected int64, but \"" + compress(text) + "\" found");
  return value;
}

// ---- Options and random numbers
// ----------------------------------------------------------------------------------------

namespace testlib_own {
inline std::vector<std::string> arguments;
/** Values of -name=value, --name value; a name alone is true. */
inline std::map<std::string, std::string> options() {
  std::map<std::string, std::string> found;
  for (size_t i = 1; i < arguments.size(); i++) {
    const std::string& word = arguments[i];
    size_t dashes = word.find_first_not_of('-');
    if (word[0] != '-' || dashes == std::string::npos || isdigit((unsigned char)word[dashes])) continue;
    std::string name = word.substr(dashes);
    size_t equals = name.find('=');
    bool hasNext = i + 1 < arguments.size() && (arguments[i + 1][0] != '-' || isdigit((unsigned char)arguments[i + 1][1]));
    if (equals != std::string::npos) found[name.substr(0, equals)] = name.substr(equals + 1);
    else found[name] = hasNext ? arguments[i + 1] : "true";
  }
  return found;
}
template <typename T>
T valueOf(const std::string& text) {
  if constexpr (std::is_same_v<T, std::string>) return text;
  else if constexpr (std::is_same_v<T, bool>) return text == "true" || text == "1";
  else {
    T value{};
    std::istringstream in(text);
    if (!(in >> value) || in.peek() != EOF) quit(_fail, "the option \"" + compress(text) + "\" is not of its type");
    return value;
  }
}
}  // namespace testlib_own

inline bool has_opt(const std::string& name) { return testlib_own::options().count(name) > 0; }
template <typename T>
T opt(int index) {
  if (index < 0 || size_t(index) >= testlib_own::arguments.size()) quit(_fail, format("there is no argument %d", index));
  return testlib_own::valueOf<T>(testlib_own::arguments[index]);
}
template <typename T>
T opt(int index, const T& otherwise) { return size_t(index) < testlib_own::arguments.size() ? opt<T>(index) : otherwise; }
template <typename T>
T opt(const std::string& name) {
  if (!has_opt(name)) quit(_fail, "there is no option " + name);
  return testlib_own::valueOf<T>(testlib_own::options()[name]);
}
template <typename T>
T opt(const std::string& name, const T& otherwise) { return has_opt(name) ? opt<T>(name) : otherwise; }
inline std::string opt(int index) { return opt<std::string>(index); }
inline std::string opt(const std::string& name) { return opt<std::string>(name); }
inline void ensureNoUnusedOpts() {}
inline void suppressEnsureNoUnusedOpts() {}

/**
 * The linear generator of 48 bits that Java's Random is, seeded by all arguments: the same command line gives
 * the same test.
 */
class random_t {
 public:
  void setSeed(long long seed) { seed_ = (seed ^ factor) & mask; }
  void setSeed(int argc, char* argv[]) {
    uint64_t seed = 3905348978240129619ULL;
    for (int i = 1; i < argc; i++) {
      for (const char* c = argv[i]; *c; c++) seed = seed * factor + (unsigned int)(*c) + addend;
      seed += factor / addend;
    }
    seed_ = seed & mask;
  }
  int next(int n) {
    if (n <= 0) ::quit(_fail, "random_t::next(int n): n must be positive");
    if ((n & -n) == n) return int((n * (long long)bits(31)) >> 31);
    const long long limit = INT_MAX / n * (long long)n;
    long long value;
    do value = bits(31);
    while (value >= limit);
    return int(value % n);
  }
  unsigned int next(unsigned int n) { return n >= INT_MAX ? (unsigned int)next((long long)n) : (unsigned int)next(int(n)); }
  long long next(long long n) {
    if (n <= 0) ::quit(_fail, "random_t::next(long long n): n must be positive");
    const long long limit = LLONG_MAX / n * n;
    long long value;
    do value = long63();
    while (value >= limit);
    return value % n;
  }
  unsigned long long next(unsigned long long n) { return (unsigned long long)next((long long)n); }
  long next(long n) { return long(next((long long)n)); }
  unsigned long next(unsigned long n) { return (unsigned long)next((long long)n); }
  int next(int from, int to) { return int(next((long long)to - from + 1) + from); }
  unsigned int next(unsigned int from, unsigned int to) { return (unsigned int)(next((long long)to - from + 1) + from); }
  long long next(long long from, long long to) { return next(to - from + 1) + from; }
  unsigned long long next(unsigned long long from, unsigned long long to) { return next(to - from + 1) + from; }
  long next(long from, long to) { return next(to - from + 1) + from; }
  unsigned long next(unsigned long from, unsigned long to) { return next(to - from + 1) + from; }
  double next() {
    long long left = (long long)bits(26) << 27;
    return double(left + (long long)bits(27)) / double(1LL << 53);
  }
  double next(double n) { return n * next(); }
  double next(double from, double to) { return next() * (to - from) + from; }
  /** A text of the pattern: letters, [a-z], {n,m}, a|b. */
  std::string next(const std::string& shape) { return made(shape, 0, shape.size()); }
  std::string next(const char* shape, ...) {
    __FORMATTED(text, shape);
    return next(text);
  }
  /** The greatest (type > 0) or smallest of several draws. */
  template <typename T>
  T wnext(T n, int type) {
    T value = next(n);
    for (int i = 0; i < std::abs(type); i++) value = type > 0 ? std::max(value, next(n)) : std::min(value, next(n));
    return value;
  }
  template <typename T>
  T wnext(T from, T to, int type) { return T(wnext((long long)to - from + 1, type) + from); }
  template <typename C>
  typename C::value_type any(const C& values) { return *std::next(values.begin(), next(int(values.size()))); }
  template <typename I>
  typename I::value_type any(const I& from, const I& to) { return *(from + next(int(to - from))); }
  /** An element whose place is the greatest (type > 0) or smallest of several draws. */
  template <typename C>
  typename C::value_type wany(const C& values, int type) { return *std::next(values.begin(), wnext(int(values.size()), type)); }
  template <typename I>
  typename I::value_type wany(const I& from, const I& to, int type) { return *(from + wnext(int(to - from), type)); }
  template <typename T, typename E = T>
  std::vector<E> perm(T size, E first = 0) {
    std::vector<E> order;
    for (T i = 0; i < size; i++) order.push_back(E(first + i));
    for (T i = 1; i < size; i++) std::swap(order[i], order[next(int(i) + 1)]);
    return order;
  }
  template <typename T>
  std::vector<T> distinct(int size, T from, T to) {
    std::set<T> seen;
    std::vector<T> values;
    while (int(values.size()) < size) {
      T value = next(from, to);
      if (seen.insert(value).second) values.push_back(value);
    }
    return values;
  }
  template <typename T>
  std::vector<T> distinct(int size, T upper) { return distinct(size, T(0), T(upper - 1)); }
  template <typename T>
  std::vector<T> partition(int size, T sum, T least = 1) {
    std::vector<T> cuts = size > 1 ? distinct(size - 1, T(1), T(sum - least * size + size - 1)) : std::vector<T>();
    std::sort(cuts.begin(), cuts.end());
    cuts.push_back(T(sum - least * size + size));
    std::vector<T> parts;
    T last = 0;
    for (T cut : cuts) parts.push_back(T(cut - last - 1 + least)), last = cut;
    return parts;
  }

 private:
  static constexpr uint64_t factor = 0x5DEECE66DULL, addend = 0xB, mask = (1ULL << 48) - 1;
  uint64_t seed_ = 3905348978240129619ULL & mask;
  uint64_t bits(int count) {
    seed_ = (seed_ * factor + addend) & mask;
    return seed_ >> (48 - count);
  }
  long long long63() {
    uint64_t left = bits(31) << 32;
    return (long long)(left ^ bits(32));
  }
  std::string made(const std::string& shape, size_t from, size_t to) {
    std::vector<size_t> bars;
    int depth = 0;
    for (size_t i = from; i < to; i++) {
      if (shape[i] == '\\') i++;
      else if (shape[i] == '(' || shape[i] == '[') depth++;
      else if (shape[i] == ')' || shape[i] == ']') depth--;
      else if (shape[i] == '|' && depth == 0) bars.push_back(i);
    }
    if (!bars.empty()) {
      size_t chosen = next(int(bars.size() + 1));
      return made(shape, chosen == 0 ? from : bars[chosen - 1] + 1, chosen == bars.size() ? to : bars[chosen]);
    }
    std::string out;
    while (from < to) {
      size_t begin = from, end = from;
      if (shape[from] == '\\') end = ++from;
      else if (shape[from] == '(' || shape[from] == '[')
        for (int level = 0; end < to; end++) {
          if (shape[end] == shape[begin]) level++;
          if (shape[end] == (shape[begin] == '(' ? ')' : ']') && --level == 0) break;
        }
      size_t after = end + 1;
      int least = 1, most = 1;
      if (after < to && shape[after] == '{') {
        size_t close = shape.find('}', after), comma = shape.find(',', after);
        least = most = atoi(shape.c_str() + after + 1);
        if (comma != std::string::npos && comma < close) most = atoi(shape.c_str() + comma + 1);
        after = close + 1;
      }
      for (int count = next(least, most); count > 0; count--) {
        if (shape[begin] == '(') out += made(shape, begin + 1, end);
        else if (shape[begin] == '[') {
          std::string letters;
          for (size_t i = begin + 1; i < end; i++) {
            char low = shape[i], high = low;
            if (i + 2 < end && shape[i + 1] == '-') high = shape[i += 2];
            for (int c = low; c <= high; c++) letters += char(c);
          }
          out += letters[next(int(letters.size()))];
        } else out += shape[end];
      }
      from = after;
    }
    return out;
  }
};
inline random_t rnd;
template <typename I>
void shuffle(I from, I to) {
  for (auto i = to - from; i > 1; i--) std::swap(*(from + (i - 1)), *(from + rnd.next(int(i))));
}

template <typename T>
void println(const T& value) { std::cout << value << '\n'; }
template <typename T, typename... R>
void println(const T& value, const R&... rest) {
  std::cout << value;
  ((std::cout << ' ' << rest), ...);
  std::cout << '\n';
}
template <typename T>
void println(const std::vector<T>& values) {
  for (size_t i = 0; i < values.size(); i++) std::cout << (i ? " " : "") << values[i];
  std::cout << '\n';
}

template <typename I, typename = typename std::iterator_traits<I>::iterator_category>
void println(I from, I to) {
  for (I at = from; at != to; ++at) std::cout << (at == from ? "" : " ") << *at;
  std::cout << '\n';
}
/** What is printed from here on goes to a file that has the number of the test as its name. */
inline void startTest(int number) {
  if (freopen(std::to_string(number).c_str(), "w", stdout) == nullptr) quit(_fail, "the file of the test cannot be written");
}

// ---- Beginnings
// --------------------------------------------------------------------------------------------------------

class Validator {
 public:
  std::string testset() const { return testset_; }
  std::string group() const { return group_; }
  std::string testCase() const { return testCase_; }
  void addFeature(const std::string&) {}
  void feature(const std::string&) {}
  std::string testset_ = "tests", group_, testCase_;
};
inline Validator validator;
class Checker {
 public:
  std::string testset() const { return validator.testset_; }
  std::string group() const { return validator.group_; }
};
inline Checker checker;
inline void addFeature(const std::string&) {}
inline void feature(const std::string&) {}

namespace testlib_own {
/** Without the options that systems put between the arguments. */
inline std::vector<std::string> plainArguments(int argc, char* argv[]) {
  arguments.assign(argv, argv + argc);
  std::vector<std::string> plain;
  for (int i = 1; i < argc; i++) {
    std::string word = argv[i];
    if (word == "--testset" && i + 1 < argc) validator.testset_ = argv[++i];
    else if (word == "--group" && i + 1 < argc) validator.group_ = argv[++i];
    else if (word == "--testCase" && i + 1 < argc) validator.testCase_ = argv[++i];
    else if (word == "--testOverviewLogFileName" && i + 1 < argc) i++;
    else plain.push_back(word);
  }
  return plain;
}
inline void takeReport(const std::vector<std::string>& words, size_t from) {
  if (words.size() > from) resultName = words[from];
  if (words.size() <= from + 1) return;
  if (words[from + 1] != "-APPES" && words[from + 1] != "-appes") quit(_fail, "the last argument may be -appes only");
  appesMode = true;
}
}  // namespace testlib_own

inline void registerTestlibCmd(int argc, char* argv[]) {
  testlibMode = _checker;
  auto words = testlib_own::plainArguments(argc, argv);
  if (words.size() < 3 || words.size() > 5)
    quit(_fail, "Program must be run with the following arguments: <input-file> <output-file> <answer-file> [<report-file> [<-appes>]]");
  testlib_own::takeReport(words, 3);
  inf.init(words[0], _input);
  ans.init(words[2], _answer);
  ouf.init(words[1], _output);
}
inline void registerTestlib(int argc, ...) {
  std::vector<char*> words(1, const_cast<char*>("checker"));
  va_list list;
  va_start(list, argc);
  for (int i = 0; i < argc; i++) words.push_back(va_arg(list, char*));
  va_end(list);
  registerTestlibCmd(argc + 1, words.data());
}
inline void registerInteraction(int argc, char* argv[]) {
  testlibMode = _interactor;
  signal(SIGPIPE, SIG_IGN);
  auto words = testlib_own::plainArguments(argc, argv);
  if (words.size() < 2 || words.size() > 5)
    quit(_fail, "Program must be run with the following arguments: <input-file> <output-file> [<answer-file> [<report-file> [<-appes>]]]");
  testlib_own::takeReport(words, 3);
  inf.init(words[0], _input);
  tout.open(words[1], std::ios_base::out);
  if (words.size() > 2) ans.init(words[2], _answer);
  ouf.init(0, _output);
}
inline void registerValidation() {
  testlibMode = _validator;
  inf.init(0, _input);
  inf.strict = true;
}
inline void registerValidation(int argc, char* argv[]) {
  testlib_own::plainArguments(argc, argv);
  registerValidation();
}
inline void registerGen(int argc, char* argv[], int version) {
  if (version != 0 && version != 1) quit(_fail, "registerGen takes version 0 or 1");
  testlibMode = _generator;
  testlib_own::arguments.assign(argv, argv + argc);
  rnd.setSeed(argc, argv);
}
inline void registerGen(int argc, char* argv[]) { registerGen(argc, argv, 0); }
`;
