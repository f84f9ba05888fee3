package dev.quern.engine.io.json;

import dev.quern.engine.DataException;
import dev.quern.engine.io.text.TextInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the columns and their types in a sample of the text. */
final class JsonSampler implements JsonFields, AutoCloseable {
  private static final int PIECES = 16;
  private static final long PIECE_BYTES = 128 << 10;

  private final JsonOptions options;
  private final MemoryBudget budget;
  private final FieldNames names = new FieldNames();
  private final List<JsonInference> columns = new ArrayList<>();
  private @Nullable JsonScanner current;

  JsonSampler(JsonOptions options, MemoryBudget budget) {
    this.options = options;
    this.budget = budget;
  }

  /** The columns of the sample, and behind them those that are declared and were not in it. */
  Schema sample(List<JsonSource.Part> parts) {
    long total = parts.stream().mapToLong(JsonSource.Part::textBytes).sum();
    boolean all = total <= options.sampleBytes();
    long before = 0;
    for (JsonSource.Part part : parts) {
      if (all) {
        observe(part, 0, part.size());
      } else {
        observePieces(part, before, total);
      }
      before += part.textBytes();
    }
    return schema(parts);
  }

  /*
   * Of all files together the pieces that fall into this one. Of what cannot be entered in the
   * middle the beginning instead: of a stream as much as a piece, since it is decompressed, of a
   * plain file its share of the sample.
   */
  private void observePieces(JsonSource.Part part, long before, long total) {
    long length = Math.clamp(options.sampleBytes() / PIECES, 1, PIECE_BYTES);
    if (part.isWhole() && part.size() < TextInput.UNKNOWN) {
      long share = (long) ((double) options.sampleBytes() / total * part.textBytes());
      observe(part, 0, Math.min(part.size(), Math.max(length, share)));
      return;
    }
    for (int piece = 0; piece < PIECES; piece++) {
      long place = (long) ((double) (total - length) / (PIECES - 1) * piece) - before;
      if (place >= 0 && place < part.textBytes()) {
        long from = part.isWhole() ? 0 : place;
        observe(part, from, Math.min(part.size(), from + length));
        if (part.isWhole()) {
          return;
        }
      }
    }
  }

  private void observe(JsonSource.Part part, long from, long to) {
    try (TextInput file = TextInput.open(part.path())) {
      JsonWindow window =
          JsonWindow.of(
              part.layout(), file, from, to, JsonWindow.bytesFor(to - from), options.maxRowBytes());
      JsonScanner scanner = new JsonScanner(window);
      current = scanner;
      while (window.advance()) {
        scanner.begin(window);
        names.beginRow();
        while (scanner.nextRow(this)) {
          names.beginRow();
        }
      }
    }
  }

  @Override
  public int find(byte[] text, int from, int to, int at) {
    int known = names.find(text, from, to);
    if (known >= 0) {
      return known;
    }
    columns.add(new JsonInference(budget, 0));
    return names.add(Arrays.copyOfRange(text, from, to));
  }

  @Override
  public void value(int field, JsonKind kind, byte[] text, int from, int to, int at) {
    columns.get(field).observe(Objects.requireNonNull(current), kind, text, from, to);
  }

  private Schema schema(List<JsonSource.Part> parts) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.name(i);
      DType declared = options.types().get(name);
      fields.add(Field.of(name, declared == null ? columns.get(i).type() : declared));
    }
    new TreeMap<>(options.types())
        .forEach(
            (name, type) -> {
              byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
              if (names.find(bytes, 0, bytes.length) < 0) {
                fields.add(Field.of(name, type));
              }
            });
    if (fields.isEmpty()) {
      throw new DataException(
          "%s has no object with a field to infer columns from: declare them by withSchema(..)"
              .formatted(parts.getFirst().path()));
    }
    return Schema.of(fields);
  }

  @Override
  public void close() {
    columns.forEach(JsonInference::close);
  }
}
