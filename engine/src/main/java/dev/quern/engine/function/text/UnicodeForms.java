package dev.quern.engine.function.text;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import java.text.Normalizer;

/** Texts in normal forms of Unicode. What is ASCII has one form, and is not looked at further. */
final class UnicodeForms {
  private UnicodeForms() {}

  static RowFunction normalize(Known known) {
    Normalizer.Form form = Normalizer.Form.valueOf(known.text(1));
    return (in, out) -> {
      if (Utf8.isAscii(in.text(0), in.length(0))) {
        out.slice(0, in.length(0));
      } else {
        out.append(Normalizer.normalize(in.string(0), form));
      }
    };
  }

  /** Without the marks that stand over, under and in letters. */
  static void stripAccents(Row in, RowResult out) {
    if (Utf8.isAscii(in.text(0), in.length(0))) {
      out.slice(0, in.length(0));
      return;
    }
    String apart = Normalizer.normalize(in.string(0), Normalizer.Form.NFD);
    StringBuilder plain = new StringBuilder(apart.length());
    for (int at = 0; at < apart.length(); ) {
      int point = apart.codePointAt(at);
      if (Character.getType(point) != Character.NON_SPACING_MARK) {
        plain.appendCodePoint(point);
      }
      at += Character.charCount(point);
    }
    out.append(Normalizer.normalize(plain, Normalizer.Form.NFC));
  }
}
