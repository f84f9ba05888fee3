package dev.quern.engine.io.csv;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** Chooses the rows that types are inferred from and runs the inference over them. */
final class SchemaSampler {
  private static final long ALL_ROWS_BELOW = 16 << 20;
  private static final long HEAD_BYTES = 1 << 20;
  private static final int PIECES = 16;
  private static final long PIECE_BYTES = 128 << 10;

  private final List<CsvSource.Part> parts;
  private final CsvOptions options;
  private final Schema declared;
  private final MemoryBudget budget;

  /** A sampler of the columns of {@code declared} that the options do not declare. */
  SchemaSampler(
      List<CsvSource.Part> parts, CsvOptions options, Schema declared, MemoryBudget budget) {
    this.parts = parts;
    this.options = options;
    this.declared = declared;
    this.budget = budget;
  }

  /** The schema with inferred types in place. */
  Schema sample() {
    boolean[] wanted = new boolean[declared.size()];
    boolean any = false;
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = !options.declares(declared.field(i).name());
      any |= wanted[i];
    }
    if (!any || options.inference() == CsvOptions.Inference.NONE) {
      return declared;
    }
    try (TypeInference inference = new TypeInference(options.dialect(), wanted, budget)) {
      observe(inference);
      return inferred(inference, wanted);
    }
  }

  private Schema inferred(TypeInference inference, boolean[] wanted) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      Field field = declared.field(i);
      fields.add(wanted[i] ? field.withType(inference.type(i)) : field);
    }
    return Schema.of(fields);
  }

  private void observe(TypeInference inference) {
    long total = parts.stream().mapToLong(CsvSource.Part::dataBytes).sum();
    boolean all =
        switch (options.inference()) {
          case ALL_ROWS -> true;
          case SAMPLE -> total <= ALL_ROWS_BELOW;
          case NONE -> false;
        };
    long before = 0;
    for (CsvSource.Part part : parts) {
      if (!inference.isOpen()) {
        return;
      }
      if (all || part.isStream() || options.dialect().isSequential()) {
        long end =
            all ? part.dataEnd() : Math.min(part.dataEnd(), part.dataStart() + ALL_ROWS_BELOW);
        try (TextInput file = TextInput.open(part.path(), options.charset())) {
          observe(inference, file, part.dataStart(), end, part.dataEnd());
        }
      } else {
        observePieces(inference, part, before, total);
      }
      before += part.dataBytes();
    }
  }

  /* The head of the first file, and of all files together the pieces that fall into this one. */
  private void observePieces(
      TypeInference inference, CsvSource.Part part, long before, long total) {
    long start = part.dataStart();
    try (TextInput text = TextInput.open(part.path());
        InputFile file = InputFile.open(part.path());
        RowBoundaries boundaries =
            new RowBoundaries(file, options, start, part.dataEnd(), declared.size(), budget)) {
      if (before == 0) {
        observe(
            inference, text, start, Math.min(part.dataEnd(), start + HEAD_BYTES), part.dataEnd());
      }
      for (int piece = 1; piece <= PIECES; piece++) {
        long place = (total - PIECE_BYTES) / PIECES * piece - before;
        if (place >= 0 && place < part.dataBytes()) {
          long from = boundaries.after(start + place);
          long to = Math.min(part.dataEnd(), from + PIECE_BYTES / 2);
          observe(inference, text, from, to, part.dataEnd());
        }
      }
    }
  }

  /* From a row's beginning to about a place, which need not be one. */
  private void observe(TypeInference inference, TextInput file, long from, long to, long size) {
    Rows rows = new Rows(options.dialect(), declared.size(), options.raggedRows());
    // Twice as much, so that a piece is one window, of which a row's part is cut off.
    int bytes = (int) (2 * Math.min(TextWindow.DEFAULT_BYTES / 2, to - from));
    long done = from;
    try (TextWindow window = new TextWindow(file, from, size, options, rows, bytes, budget)) {
      while (done < to && inference.isOpen() && window.advance()) {
        inference.observe(rows);
        done += window.used();
      }
    }
  }
}
