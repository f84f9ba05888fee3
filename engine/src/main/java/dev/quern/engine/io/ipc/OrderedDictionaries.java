package dev.quern.engine.io.ipc;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.jspecify.annotations.Nullable;

/**
 * A look into the ordered dictionaries of a file, where its metadata does not tell the names: they
 * make the type of a column. Those that cannot be the names of a categorical, as they are too many,
 * none at all, null or not distinct, are left to be text.
 */
final class OrderedDictionaries {
  private static final long MOST_BYTES = 256L << 20;

  private final Map<Long, WireType> wanted = new HashMap<>();
  private final Map<Long, List<String>> names = new HashMap<>();
  private final Set<Long> unfit = new HashSet<>();
  private final MemoryBudget budget;

  private OrderedDictionaries(IpcSchema schema, MemoryBudget budget) {
    this.budget = budget;
    for (IpcColumn column : schema.columns()) {
      WireType values = column.values();
      if (column.lacksCategories() && values != null) {
        wanted.put(column.dictionary().orElseThrow(), values);
      }
    }
  }

  /** The schema of {@code file} with what its ordered dictionaries hold. */
  static IpcSchema seen(IpcFile file, InputFile input) {
    if (!file.schema().lacksCategories()) {
      return file.schema();
    }
    try (MemoryBudget budget = MemoryBudget.root("ordered dictionaries", MOST_BYTES)) {
      OrderedDictionaries dictionaries = new OrderedDictionaries(file.schema(), budget);
      if (file.isStream()) {
        dictionaries.readAhead(input, file.end());
      } else {
        for (long position : file.dictionaries()) {
          dictionaries.read(FileMessages.read(input, position, file.end()));
        }
      }
      return file.schema().with(dictionaries.types());
    }
  }

  /* The dictionaries before the first rows; the input stays open. */
  private void readAhead(InputFile input, long end) {
    FileMessages messages = new FileMessages(input, 0, end);
    messages.next();
    while (read(messages.next())) {
      // Until there is something else than a dictionary.
    }
  }

  /* Takes a message in; false when it is none of a dictionary. */
  private boolean read(@Nullable IpcMessage message) {
    if (message == null
        || Metadata.guard(message.where(), message.metadata()::headerType)
            != MessageHeader.DictionaryBatch) {
      return false;
    }
    String where = message.where();
    DictionaryBatch batch =
        Metadata.guard(
            where, () -> (DictionaryBatch) message.metadata().header(new DictionaryBatch()));
    WireType type = batch == null ? null : wanted.get(Metadata.guard(where, batch::id));
    if (type == null) {
      return true;
    }
    BatchLayout layout = Metadata.guard(where, () -> BatchLayout.of(batch.data(), message));
    List<String> known =
        batch.isDelta() ? names.getOrDefault(batch.id(), new ArrayList<>()) : new ArrayList<>();
    names.put(batch.id(), known);
    if (layout.rows() > CategoricalType.MOST_NAMES || !add(layout, message, type, known)) {
      unfit.add(batch.id());
    }
    return true;
  }

  private boolean add(BatchLayout layout, IpcMessage message, WireType type, List<String> to) {
    try (ColumnVector texts =
        new BatchDecoder(layout, message.body(), budget).dictionaryValues(type)) {
      for (int row = 0; row < texts.length(); row++) {
        to.add(Values.stringAt(texts, row));
      }
      return texts.nullCount() == 0;
    }
  }

  private Map<Long, CategoricalType> types() {
    Map<Long, CategoricalType> types = new HashMap<>();
    names.forEach(
        (id, all) -> {
          boolean distinct = new HashSet<>(all).size() == all.size();
          if (!unfit.contains(id)
              && distinct
              && !all.isEmpty()
              && all.size() <= CategoricalType.MOST_NAMES) {
            types.put(id, new CategoricalType(all));
          }
        });
    return types;
  }
}
