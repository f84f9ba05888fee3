package dev.quern.engine.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled SQL LIKE pattern: {@code %} stands for any run of code points, {@code _} for any one.
 *
 * <p>Most patterns are a literal with {@code %} at one end or both, which {@link #kind} tells apart
 * and kernels answer without a matcher. The rest is a list of {@link #parts} between the {@code
 * %}s, matched left to right, each at its first possible place; that needs no backtracking.
 */
public final class LikePattern {

  /** The shape of a pattern. */
  public enum Kind {
    /** No wildcard. */
    EQUALS,
    /** {@code literal%} */
    PREFIX,
    /** {@code %literal} */
    SUFFIX,
    /** {@code %literal%} */
    CONTAINS,
    /** Anything else. */
    GENERAL
  }

  /** In a part: any one code point. All other elements are byte values 0 to 255. */
  static final int ANY_CODE_POINT = -1;

  private final Kind kind;
  private final byte[] literal;
  private final List<int[]> parts;

  private LikePattern(Kind kind, byte[] literal, List<int[]> parts) {
    this.kind = kind;
    this.literal = literal;
    this.parts = parts;
  }

  /** Compiles a pattern without an escape character. */
  public static LikePattern compile(String pattern) {
    return compile(pattern, -1);
  }

  /**
   * Compiles a pattern in which {@code escape}, a code point, makes the next character literal.
   *
   * @throws IllegalArgumentException if the pattern ends in the escape character
   */
  public static LikePattern compile(String pattern, int escape) {
    List<int[]> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    boolean literalOnly = true;
    int[] codePoints = pattern.codePoints().toArray();
    for (int i = 0; i < codePoints.length; i++) {
      int c = codePoints[i];
      if (c == escape) {
        if (++i == codePoints.length) {
          throw new IllegalArgumentException(
              "LIKE pattern '" + pattern + "' ends in its escape character");
        }
        addBytes(part, codePoints[i]);
      } else if (c == '%') {
        parts.add(toArray(part));
        part.clear();
      } else if (c == '_') {
        part.add(ANY_CODE_POINT);
        literalOnly = false;
      } else {
        addBytes(part, c);
      }
    }
    parts.add(toArray(part));
    return classify(parts, literalOnly);
  }

  private static LikePattern classify(List<int[]> parts, boolean literalOnly) {
    int[] first = parts.getFirst();
    int[] last = parts.getLast();
    // %% is %: empty parts between two % match everywhere
    List<int[]> inner =
        parts.size() < 3
            ? List.of()
            : parts.subList(1, parts.size() - 1).stream().filter(p -> p.length > 0).toList();
    if (literalOnly) {
      if (parts.size() == 1) {
        return new LikePattern(Kind.EQUALS, bytes(first), List.of());
      }
      if (inner.isEmpty() && last.length == 0) {
        return new LikePattern(Kind.PREFIX, bytes(first), List.of());
      }
      if (inner.isEmpty() && first.length == 0) {
        return new LikePattern(Kind.SUFFIX, bytes(last), List.of());
      }
      if (inner.size() == 1 && first.length == 0 && last.length == 0) {
        return new LikePattern(Kind.CONTAINS, bytes(inner.getFirst()), List.of());
      }
    }
    List<int[]> all = new ArrayList<>();
    all.add(first);
    all.addAll(inner);
    if (parts.size() > 1) {
      all.add(last);
    }
    return new LikePattern(Kind.GENERAL, new byte[0], List.copyOf(all));
  }

  /** The pattern's shape. */
  public Kind kind() {
    return kind;
  }

  /** The bytes to look for, of every kind but {@link Kind#GENERAL}. */
  public byte[] literal() {
    return literal.clone();
  }

  /**
   * What stands between the {@code %}s of a {@link Kind#GENERAL} pattern: bytes 0 to 255, and -1
   * for any one code point. The first part is anchored at the start and the last, if there are two
   * or more, at the end; a single part is anchored at both. Not to be modified.
   */
  public List<int[]> parts() {
    return parts;
  }

  private static void addBytes(List<Integer> part, int codePoint) {
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      part.add(b & 0xff);
    }
  }

  private static int[] toArray(List<Integer> part) {
    return part.stream().mapToInt(Integer::intValue).toArray();
  }

  private static byte[] bytes(int[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(part.length);
    for (int b : part) {
      out.write(b);
    }
    return out.toByteArray();
  }
}
