package dev.quern.dataframes;

import dev.quern.dataframes.lower.FrameLowering;
import dev.quern.dataframes.lower.SharedTasks;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Outputs;
import dev.quern.scheduler.store.KeptChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a frame partition by partition, in order, a few ahead of the reader: as many as the session
 * has workers. What several partitions need (the tables of joins) is computed once, first. A
 * partition that is on disk comes in pieces.
 */
final class PartitionStream implements Iterator<Table>, AutoCloseable {
  private final Schema schema;
  private final Session session;
  private final StagedPlan plan;
  private final SharedTasks tasks;
  private final Deque<Computation> ahead = new ArrayDeque<>();
  private @Nullable PartitionPieces partition;
  private int next;

  private PartitionStream(Schema schema, Session session, StagedPlan plan, SharedTasks tasks) {
    this.schema = schema;
    this.session = session;
    this.plan = plan;
    this.tasks = tasks;
  }

  /** The partitions of {@code frame} as tables, each the reader's to close. */
  static Stream<Table> of(DataFrame frame, Session session) {
    PartitionStream iterator = open(frame, session);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false)
        .onClose(iterator::close);
  }

  private static PartitionStream open(DataFrame frame, Session session) {
    StagedPlan plan = StagedPlan.of(frame.plan(), session);
    try {
      SharedTasks tasks = SharedTasks.of(FrameLowering.lower(plan.rest()));
      if (!tasks.shared().isEmpty()) {
        tasks.hold(computeShared(tasks.sharedChunks(), session));
      }
      return new PartitionStream(frame.schema(), session, plan, tasks);
    } catch (Throwable failure) {
      plan.close();
      throw failure;
    }
  }

  /* In the session's ledger: what one partition has read may be on disk until the next needs it. */
  private static List<InLedger> computeShared(LazyChunks shared, Session session) {
    List<InLedger> held = new ArrayList<>(shared.size());
    try (Computation computation = session.submit(shared);
        Outputs outputs = computation.outputs()) {
      for (int i = 0; i < shared.size(); i++) {
        int task = shared.outputTask(i);
        TaskRef what = TaskRef.of(shared.graph().key(task), shared.graph().origin(task));
        held.add(new InLedger(KeptChunk.keep(session.ledger(), what, outputs.next())));
      }
      return held;
    } catch (Throwable failure) {
      held.forEach(InLedger::close);
      throw failure;
    }
  }

  private record InLedger(KeptChunk kept) implements SharedTasks.Held {
    @Override
    public Chunk handle() {
      return kept.handle();
    }

    @Override
    public void close() {
      kept.close();
    }
  }

  @Override
  public boolean hasNext() {
    return partition != null || next < tasks.size() || !ahead.isEmpty();
  }

  @Override
  public Table next() {
    PartitionPieces pieces = partition;
    if (pieces == null) {
      pieces = new PartitionPieces(schema, session.memory(), nextPartition());
      partition = pieces;
    }
    Table piece = pieces.next();
    if (!pieces.hasNext()) {
      partition = null;
      pieces.close();
    }
    return piece;
  }

  private List<Chunk> nextPartition() {
    while (next < tasks.size() && ahead.size() < session.config().workers() + 1) {
      ahead.add(session.submit(tasks.output(next++)));
    }
    Computation first = ahead.poll();
    if (first == null) {
      throw new NoSuchElementException("no more partitions");
    }
    return first.join();
  }

  @Override
  public void close() {
    next = tasks.size();
    ahead.forEach(Computation::close);
    ahead.clear();
    PartitionPieces pieces = partition;
    partition = null;
    if (pieces != null) {
      pieces.close();
    }
    tasks.close();
    plan.close();
  }
}
