package dev.quern.engine.io.json;

import dev.quern.engine.DataException;
import dev.quern.engine.io.csv.Digits;
import java.nio.charset.StandardCharsets;

/**
 * Reads the objects of a {@link JsonWindow}'s lines, each byte once. All of the grammar (RFC 8259)
 * is checked, also in what nobody wants; a line end ends every loop, since no token holds one.
 */
final class JsonScanner {
  private static final int DEEPEST = 500;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;
  private static final long BLANKS = ' ' * ONES;

  private final Malformed faults;
  private final JsonUnescape unescape = new JsonUnescape(this);
  private byte[] text = new byte[0];
  private int at;
  private int end;

  // The string read last: in the text, or without its escapes elsewhere.
  private byte[] string = text;
  private int stringFrom;
  private int stringTo;

  /** Makes the error of what is no JSON. */
  interface Malformed {
    /**
     * The error.
     *
     * @param where a place in the text
     */
    DataException of(int where, String problem);
  }

  JsonScanner(JsonWindow window) {
    this((where, problem) -> window.errors().malformed(window.filePosition(where), problem));
  }

  /** One of texts that are no file's. */
  JsonScanner(Malformed faults) {
    this.faults = faults;
  }

  /** Begins with the lines that {@code window} holds now. */
  void begin(JsonWindow window) {
    text = window.text();
    at = window.firstLine();
    end = window.used();
  }

  /**
   * Reads one value, which is all that there is in the first {@code length} bytes of {@code line}:
   * a line end stands behind them, and none within, and then {@code Digits.SLACK} more bytes.
   */
  void value(byte[] line, int length, JsonFields fields) {
    text = line;
    at = 0;
    end = length;
    skipBlanks();
    int from = at;
    JsonKind kind = token(0);
    int to = at;
    skipBlanks();
    if (at != length) {
      throw malformed(at, "text behind the value");
    }
    tell(0, kind, from, to, fields);
  }

  /** Whether there is text left in the window, be it blank. */
  boolean hasMore() {
    return at < end;
  }

  /** Where the next line begins. */
  int position() {
    return at;
  }

  /** Reads the next object; false when there is none left in the window. */
  boolean nextRow(JsonFields fields) {
    while (at < end) {
      skipBlanks();
      if (text[at] == '\n') {
        at++;
      } else {
        row(fields);
        return true;
      }
    }
    return false;
  }

  /** Reads the fields of an object that begins at {@code from}, once more: a value just told. */
  void object(int from, JsonFields fields) {
    int behind = at;
    at = from;
    object(fields);
    at = behind;
  }

  /** Reads the elements of an array that begins at {@code from}, each as a value of field 0. */
  void array(int from, JsonFields fields) {
    int behind = at;
    at = from + 1;
    skipBlanks();
    if (text[at] != ']') {
      do {
        value(0, fields);
      } while (!endsAfterValue(']'));
    }
    at = behind;
  }

  private void row(JsonFields fields) {
    if (text[at] != '{') {
      throw malformed(
          at,
          text[at] == '['
              ? "an array where an object should begin: one of objects, if it is the whole file, is"
                  + " read with withLayout(ARRAY)"
              : "an object begins with '{', and each stands on a line of its own");
    }
    object(fields);
    skipBlanks();
    if (text[at] != '\n') {
      throw malformed(at, "text behind the object: each stands on a line of its own");
    }
    at++;
  }

  private void object(JsonFields fields) {
    at++;
    skipBlanks();
    if (text[at] == '}') {
      at++;
      return;
    }
    while (true) {
      int nameAt = at;
      name();
      int field = fields.find(string, stringFrom, stringTo, nameAt);
      colon();
      value(field, fields);
      if (endsAfterValue('}')) {
        return;
      }
    }
  }

  private void value(int field, JsonFields fields) {
    int from = at;
    JsonKind kind = token(0);
    if (field != JsonFields.SKIP) {
      tell(field, kind, from, at, fields);
    }
  }

  /* The value that ends where the scanner stands, or the string read last. */
  private void tell(int field, JsonKind kind, int from, int to, JsonFields fields) {
    if (kind == JsonKind.STRING) {
      fields.value(field, kind, string, stringFrom, stringTo, from);
    } else {
      fields.value(field, kind, text, from, to, from);
    }
  }

  /* Reads any value and says what it was. */
  private JsonKind token(int depth) {
    return switch (text[at]) {
      case '"' -> {
        string();
        yield JsonKind.STRING;
      }
      case '{', '[' -> {
        nested(depth);
        yield JsonKind.NESTED;
      }
      case 't' -> word("true", JsonKind.TRUE);
      case 'f' -> word("false", JsonKind.FALSE);
      case 'n' -> word("null", JsonKind.NULL);
      default -> {
        number();
        yield JsonKind.NUMBER;
      }
    };
  }

  private void nested(int depth) {
    if (depth == DEEPEST) {
      throw malformed(at, "values nested deeper than " + DEEPEST);
    }
    boolean isObject = text[at] == '{';
    byte close = (byte) (isObject ? '}' : ']');
    at++;
    skipBlanks();
    if (text[at] == close) {
      at++;
      return;
    }
    do {
      if (isObject) {
        name();
        colon();
      }
      token(depth + 1);
    } while (!endsAfterValue(close));
  }

  private void name() {
    if (text[at] != '"') {
      throw malformed(at, "a name in double quotes should stand here");
    }
    string();
  }

  private void colon() {
    skipBlanks();
    if (text[at] != ':') {
      throw malformed(at, "a ':' should stand behind a name");
    }
    at++;
    skipBlanks();
  }

  /* Passes a comma, or the end. */
  private boolean endsAfterValue(int close) {
    skipBlanks();
    byte b = text[at];
    if (b != ',' && b != close) {
      throw malformed(at, "a ',' or a '%c' should stand behind a value".formatted(close));
    }
    at++;
    if (b == ',') {
      skipBlanks();
    }
    return b == close;
  }

  private JsonKind word(String word, JsonKind kind) {
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) {
        throw noValue(at);
      }
    }
    at += word.length();
    return kind;
  }

  private void number() {
    int start = at;
    if (text[at] == '-') {
      at++;
    }
    if (text[at] == '0') {
      at++;
    } else {
      digits(start);
    }
    if (text[at] == '.') {
      at++;
      digits(start);
    }
    if ((text[at] | 0x20) == 'e') {
      at++;
      if (text[at] == '+' || text[at] == '-') {
        at++;
      }
      digits(start);
    }
  }

  private void digits(int start) {
    int first = at;
    while ((byte) (text[at] - '0') >= 0 && text[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw noValue(start);
    }
  }

  private void string() {
    int from = at + 1;
    int i = from;
    while (true) {
      long special = special(Digits.word(text, i));
      if (special == 0) {
        i += Long.BYTES;
        continue;
      }
      i += Long.numberOfTrailingZeros(special) >>> 3;
      if (text[i] == '"') {
        string = text;
        stringFrom = from;
        stringTo = i;
        at = i + 1;
        return;
      }
      if (text[i] != '\\') {
        throw malformed(
            i,
            text[i] == '\n'
                ? "the line ends within a string, where it is written as \\n"
                : "a control character in a string: it is written as \\u%04x".formatted(text[i]));
      }
      at = unescape.string(text, from, i);
      string = unescape.bytes();
      stringFrom = 0;
      stringTo = unescape.length();
      return;
    }
  }

  /*
   * A bit in each byte that is a quote, a backslash or a control character. A borrow may mark bytes
   * wrongly, but only above one that is marked rightly, so the lowest bit is right.
   */
  static long special(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    return (((quotes - ONES) & ~quotes)
            | ((backslashes - ONES) & ~backslashes)
            | ((word - BLANKS) & ~word))
        & HIGH_BITS;
  }

  private void skipBlanks() {
    while (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') {
      at++;
    }
  }

  private DataException noValue(int where) {
    int to = where;
    while (to - where < 40 && text[to] != ',' && text[to] != '}' && text[to] != '\n') {
      to++;
    }
    String shown = new String(text, where, to - where, StandardCharsets.UTF_8);
    return malformed(where, "'%s' is no value of JSON".formatted(shown));
  }

  DataException malformed(int where, String problem) {
    return faults.of(where, problem);
  }
}
