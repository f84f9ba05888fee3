package dev.quern.engine.io.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * BOOL: the texts that the dialect names, or true and false in one of three spellings; declared
 * also t, f, yes, no, 1, 0, any case.
 */
final class BoolParser extends ColumnParser {
  private static final String[] TRUE = {"true", "True", "TRUE"};
  private static final String[] FALSE = {"false", "False", "FALSE"};
  private static final String[] LENIENT_TRUE = {"true", "t", "yes", "y", "1"};
  private static final String[] LENIENT_FALSE = {"false", "f", "no", "n", "0"};

  private final byte[][] ownTrue;
  private final byte[][] ownFalse;

  BoolParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.ownTrue = bytes(dialect.trueTexts());
    this.ownFalse = bytes(dialect.falseTexts());
  }

  private static byte[][] bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (ownTrue.length > 0) {
      boolean isTrue = isOneOf(ownTrue, text, start, end);
      if (isTrue) {
        target.setTrue(slot);
      }
      return isTrue || isOneOf(ownFalse, text, start, end);
    }
    if (strict ? isOneOf(TRUE, text, start, end) : isLike(LENIENT_TRUE, text, start, end)) {
      target.setTrue(slot);
      return true;
    }
    return strict ? isOneOf(FALSE, text, start, end) : isLike(LENIENT_FALSE, text, start, end);
  }

  private static boolean isOneOf(byte[][] words, byte[] text, int start, int end) {
    for (byte[] word : words) {
      if (Arrays.equals(word, 0, word.length, text, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneOf(String[] words, byte[] text, int start, int end) {
    for (String word : words) {
      if (Decimals.is(text, start, end, word)) {
        return true;
      }
    }
    return false;
  }

  /* The words are letters, whose cases differ in one bit, or a digit, which has that bit set. */
  private static boolean isLike(String[] words, byte[] text, int start, int end) {
    for (String word : words) {
      boolean same = word.length() == end - start;
      for (int i = 0; same && i < word.length(); i++) {
        same = text[start + i] >= '0' && (text[start + i] | 0x20) == word.charAt(i);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }
}
