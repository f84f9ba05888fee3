package dev.quern.engine.function.text;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Functions of a text and a regular expression, that is found anywhere in the text. */
final class Regexes {
  private Regexes() {}

  static RowFunction contains(Known known) {
    Regex regex = new Regex(known.text(1));
    return (in, out) -> {
      regex.reset(in);
      out.set(regex.find());
    };
  }

  static RowFunction count(Known known) {
    Regex regex = new Regex(known.text(1));
    return (in, out) -> {
      regex.reset(in);
      long count = 0;
      while (regex.find()) {
        count++;
      }
      out.set(count);
    };
  }

  /** The first code point of the first match, from 1; 0 when there is none. */
  static RowFunction position(Known known) {
    Regex regex = new Regex(known.text(1));
    return (in, out) -> {
      regex.reset(in);
      out.set(regex.find() ? Utf8.count(regex.text(), 0, regex.start(0)) + 1L : 0L);
    };
  }

  /** A group of the first match; null when there is no match or the group has no part in it. */
  static RowFunction extract(Known known) {
    Regex regex = new Regex(known.text(1));
    int group = group(known.integer(2, 0), regex, known.text(1));
    return (in, out) -> {
      regex.reset(in);
      if (regex.find() && regex.start(group) >= 0) {
        out.slice(regex.start(group), regex.end(group));
      } else {
        out.setNull();
      }
    };
  }

  /** Matches replaced: all, or the first. In the replacement {@code $1} is group 1. */
  static RowFunction replace(Known known, int most) {
    Regex regex = new Regex(known.text(1));
    List<Piece> pieces = pieces(known.text(2), regex, known.text(1));
    return (in, out) -> {
      regex.reset(in);
      if (!regex.find()) {
        out.slice(0, in.length(0));
        return;
      }
      byte[] text = regex.text();
      int from = 0;
      int left = most;
      do {
        out.append(text, from, regex.start(0));
        for (Piece piece : pieces) {
          piece.append(regex, text, out);
        }
        from = regex.end(0);
        left--;
      } while (left > 0 && regex.find());
      out.append(text, from, in.length(0));
    };
  }

  /** A part of a replacement: a group, or bytes where {@code group} is -1. */
  private static final class Piece {
    private final int group;
    private final byte[] literal;

    Piece(int group, String literal) {
      this.group = group;
      this.literal = literal.getBytes(StandardCharsets.UTF_8);
    }

    void append(Regex regex, byte[] text, RowResult out) {
      if (group < 0) {
        out.append(literal);
      } else if (regex.start(group) >= 0) {
        out.append(text, regex.start(group), regex.end(group));
      }
    }
  }

  private static List<Piece> pieces(String replacement, Regex regex, String expression) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      boolean more = i + 1 < replacement.length();
      if (c == '$' && more && Character.isDigit(replacement.charAt(i + 1))) {
        pieces.add(new Piece(-1, literal.toString()));
        literal.setLength(0);
        i++;
        int group = group(Character.digit(replacement.charAt(i), 10), regex, expression);
        pieces.add(new Piece(group, ""));
      } else {
        if (c == '\\' && more) {
          i++;
        }
        literal.append(replacement.charAt(i));
      }
    }
    pieces.add(new Piece(-1, literal.toString()));
    return pieces;
  }

  private static int group(long group, Regex regex, String expression) {
    if (group < 0 || group > regex.groups()) {
      throw new PlanException(
          "there is no group %d in '%s', which has %d"
              .formatted(group, expression, regex.groups()));
    }
    return (int) group;
  }
}
