package dev.quern.engine.function.text;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.function.Row;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression at work: Java's engine, and RE2's where that one tries too long.
 *
 * <p>Java's engine is fast and knows the syntax that its users know, but there are expressions and
 * texts for which it tries exponentially many ways, or runs out of stack. So each text may be
 * looked at a number of times that grows with its length; when that is used up, the text goes to
 * RE2J, whose time is linear. An expression that RE2J does not know (lookaround, back references)
 * is an error then. Which engine a text goes to depends on nothing but the two.
 */
public final class Regex {
  private static final long LOOKS = 100_000;
  private static final long LOOKS_PER_BYTE = 100;

  private final String expression;
  private final TextChars chars = new TextChars();
  private final Matcher java;
  private com.google.re2j.@Nullable Matcher linear;
  private boolean useLinear;
  private byte[] text = new byte[0];
  private int length;

  /** Compiles an expression; a {@link PlanException} says what is wrong with it. */
  public Regex(String expression) {
    this.expression = expression;
    try {
      java = Pattern.compile(expression).matcher(chars);
    } catch (PatternSyntaxException e) {
      throw new PlanException(
          "'%s' is no regular expression: %s".formatted(expression, e.getDescription()));
    }
  }

  /** How many groups there are in the expression, the whole not counted. */
  public int groups() {
    return java.groupCount();
  }

  /** The bytes of the text that is searched. */
  byte[] text() {
    return text;
  }

  /** Goes to the first argument of {@code in}. */
  void reset(Row in) {
    reset(in.text(0), in.length(0));
  }

  /** Goes to the first {@code bytes} bytes of a text in UTF-8, which stay as they are meanwhile. */
  public void reset(byte[] newText, int bytes) {
    text = newText;
    length = bytes;
    useLinear = false;
    chars.reset(text, length, LOOKS + LOOKS_PER_BYTE * length);
    java.reset(chars);
  }

  /** Finds the next match; false if there is none. */
  public boolean find() {
    if (useLinear) {
      return linear().find();
    }
    int from = java.hasMatch() ? java.end() : 0;
    boolean again = java.hasMatch();
    boolean empty = again && java.start() == java.end();
    try {
      return java.find();
    } catch (TextChars.Exhausted | StackOverflowError tooLong) {
      return findLinear(from, again, empty);
    }
  }

  /* Goes on behind the last match of the other engine, as that one would have. */
  private boolean findLinear(int from, boolean again, boolean empty) {
    useLinear = true;
    chars.reset(text, length, Long.MAX_VALUE);
    com.google.re2j.Matcher matcher = linear();
    matcher.reset(chars);
    int start = again && empty ? from + 1 : from;
    return start <= chars.length() && matcher.find(start);
  }

  private com.google.re2j.Matcher linear() {
    com.google.re2j.Matcher matcher = linear;
    if (matcher == null) {
      try {
        matcher = com.google.re2j.Pattern.compile(expression).matcher(chars);
      } catch (com.google.re2j.PatternSyntaxException e) {
        throw new ComputeException(
            "the regular expression '%s' tries too long on a text of %d bytes, and cannot be searched in linear time: %s"
                .formatted(expression, length, e.getDescription()));
      }
      linear = matcher;
    }
    return matcher;
  }

  /** The first byte of a group of the match; -1 if the group took no part in it. */
  public int start(int group) {
    int at = useLinear ? linear().start(group) : java.start(group);
    return at < 0 ? -1 : chars.byteAt(at);
  }

  /** The byte behind a group of the match; -1 if the group took no part in it. */
  public int end(int group) {
    int at = useLinear ? linear().end(group) : java.end(group);
    return at < 0 ? -1 : chars.byteAt(at);
  }
}
