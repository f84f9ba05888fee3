package dev.quern.engine.function.text;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/**
 * American Soundex: the first letter and a digit for the sound of each consonant that follows, up
 * to three. Letters of one sound that are neighbours, or have only h and w between them, count
 * once.
 */
final class Soundex {
  private static final int LENGTH = 4;

  /* The sounds of A to Z: 0 for vowels, 9 for h and w, which do not part what they stand between. */
  private static final String SOUNDS = "01230129022455012623019202";
  private static final char SILENT = '9';

  private Soundex() {}

  /** The code; a text that does not begin with a letter from A to Z stays as it is. */
  static void of(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    if (length == 0 || !isLetter(text[0])) {
      out.slice(0, length);
      return;
    }
    out.append((byte) (text[0] & 0xDF));
    char last = sound(text[0]);
    int written = 1;
    for (int at = 1; at < length && written < LENGTH; at++) {
      char sound = isLetter(text[at]) ? sound(text[at]) : '0';
      if (sound == SILENT) {
        continue;
      }
      if (sound != '0' && sound != last) {
        out.append((byte) sound);
        written++;
      }
      last = sound;
    }
    while (written++ < LENGTH) {
      out.append((byte) '0');
    }
  }

  private static boolean isLetter(byte b) {
    int upper = b & 0xDF;
    return b > 0 && upper >= 'A' && upper <= 'Z';
  }

  private static char sound(byte letter) {
    return SOUNDS.charAt((letter & 0xDF) - 'A');
  }
}
