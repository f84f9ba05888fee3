package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryBatch;

/**
 * The dictionaries of a stream as they stand at a position in it. A dictionary batch replaces the
 * one before of its id or, as a delta, adds to it; the parts are joined when they are first used.
 */
final class Dictionaries implements AutoCloseable {
  private final Map<Long, WireType> wanted;
  private final MemoryBudget budget;
  private final Map<Long, List<ColumnVector>> parts = new HashMap<>();
  private final Map<Long, IpcDictionary> ready = new HashMap<>();

  /**
   * No dictionaries yet.
   *
   * @param wanted how the values lie of those that will be asked for; others are stepped over
   */
  Dictionaries(Map<Long, WireType> wanted, MemoryBudget budget) {
    this.wanted = Map.copyOf(wanted);
    this.budget = budget;
  }

  /** Takes a dictionary batch in. */
  void load(IpcMessage message) {
    String where = message.where();
    DictionaryBatch batch =
        Metadata.guard(
            where, () -> (DictionaryBatch) message.metadata().header(new DictionaryBatch()));
    if (batch == null) {
      throw new DataException(where + ": there is no dictionary batch");
    }
    long id = Metadata.guard(where, batch::id);
    boolean delta = Metadata.guard(where, batch::isDelta);
    WireType type = wanted.get(id);
    if (type == null) {
      return;
    }
    BatchLayout layout = Metadata.guard(where, () -> BatchLayout.of(batch.data(), message));
    ColumnVector values = new BatchDecoder(layout, message.body(), budget).dictionaryValues(type);
    if (!delta) {
      parts.getOrDefault(id, List.of()).forEach(ColumnVector::close);
      parts.put(id, new ArrayList<>());
    }
    parts.computeIfAbsent(id, _ -> new ArrayList<>()).add(values);
    IpcDictionary old = ready.remove(id);
    if (old != null) {
      old.close();
    }
  }

  /** The dictionary of this id; an empty one when none came, as when every value is null. */
  IpcDictionary of(long id, DType type, String where) {
    IpcDictionary known = ready.get(id);
    if (known != null) {
      return known;
    }
    List<ColumnVector> sent = parts.computeIfAbsent(id, _ -> new ArrayList<>());
    if (sent.size() != 1) {
      ColumnVector joined = sent.isEmpty() ? empty(type) : Concatenation.of(sent, budget);
      sent.forEach(ColumnVector::close);
      sent.clear();
      sent.add(joined);
    }
    if (!sent.getFirst().type().equals(type)) {
      throw new DataException(
          "%s: dictionary %d is of %s for one column and of %s for another"
              .formatted(where, id, sent.getFirst().type(), type));
    }
    IpcDictionary dictionary = new IpcDictionary(sent.getFirst().retain(), budget);
    ready.put(id, dictionary);
    return dictionary;
  }

  @Override
  public void close() {
    parts.values().forEach(list -> list.forEach(ColumnVector::close));
    parts.clear();
    ready.values().forEach(IpcDictionary::close);
    ready.clear();
  }

  private ColumnVector empty(DType type) {
    NativeBuffer none = budget.allocate(0);
    return type.isView()
        ? ColumnVector.views(type, 0, none, null, Heaps.NONE)
        : ColumnVector.flat(type, 0, none, null);
  }
}
