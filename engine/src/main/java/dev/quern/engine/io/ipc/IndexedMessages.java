package dev.quern.engine.io.ipc;

import dev.quern.engine.io.PositionalInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages at given places of a file: dictionaries first, then some of the record batches. */
final class IndexedMessages implements MessageSource {
  private final PositionalInput file;
  private final long end;
  private final Iterator<Long> places;

  /** Closes {@code file} when it is closed. */
  IndexedMessages(PositionalInput file, long end, List<Long> dictionaries, List<Long> batches) {
    List<Long> all = new ArrayList<>(dictionaries);
    all.addAll(batches);
    this.file = file;
    this.end = end;
    this.places = all.iterator();
  }

  @Override
  public @Nullable IpcMessage next() {
    return places.hasNext() ? FileMessages.read(file, places.next(), end) : null;
  }

  @Override
  public void close() {
    file.close();
  }
}
