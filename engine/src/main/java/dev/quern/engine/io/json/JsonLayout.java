package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.Digits;
import dev.quern.engine.io.text.TextInput;
import java.lang.foreign.MemorySegment;

/** Where objects stand in a file. */
public enum JsonLayout {
  /** Each on a line of its own (NDJSON): files are cut at line ends and read in parallel. */
  LINES,
  /**
   * In one array, over as many lines as they like: a file is read by one task, from its beginning
   * on, an object at a time.
   */
  ARRAY,
  /** One behind the other, over as many lines as they like: read as arrays are. */
  OBJECTS;

  private static final int LOOK = 64 << 10;

  /**
   * What a file looks like by its beginning: an array if it begins with a bracket, lines if its
   * first line holds a whole object, and else objects.
   */
  static JsonLayout of(TextInput file) {
    byte[] text = new byte[LOOK + Digits.SLACK];
    int length = file.read(0, MemorySegment.ofArray(text).asSlice(0, LOOK));
    int at = 0;
    boolean marked =
        length >= 3 && text[0] == (byte) 0xef && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf;
    if (marked) {
      at = 3;
    }
    while (at < length && isBlank(text[at])) {
      at++;
    }
    if (at < length && text[at] == '[') {
      return ARRAY;
    }
    return at < length && text[at] == '{' && goesOn(text, at, length) ? OBJECTS : LINES;
  }

  /* Whether the object that begins at a place is open when its line ends. */
  private static boolean goesOn(byte[] text, int from, int length) {
    Nesting nesting = new Nesting();
    for (int at = from; at < length && text[at] != '\n'; at++) {
      nesting.pass(text[at]);
      if (!nesting.isOpen()) {
        return false;
      }
    }
    // A string holds no line end; and a line longer than what was looked at is taken for one.
    return !nesting.inString() && (length < LOOK || lineEnds(text, from, length));
  }

  private static boolean lineEnds(byte[] text, int from, int length) {
    for (int at = from; at < length; at++) {
      if (text[at] == '\n') {
        return true;
      }
    }
    return false;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  /** How deep a place is in objects and arrays, and whether in a string. */
  static final class Nesting {
    private int depth;
    private boolean inString;
    private boolean escaped;

    /** Goes on behind a byte. */
    void pass(byte b) {
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (b == '\\') {
          escaped = true;
        } else if (b == '"') {
          inString = false;
        }
        return;
      }
      switch (b) {
        case '"' -> inString = true;
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
    }

    /** Whether an object or array has begun and not ended. */
    boolean isOpen() {
      return depth > 0;
    }

    boolean inString() {
      return inString;
    }
  }
}
