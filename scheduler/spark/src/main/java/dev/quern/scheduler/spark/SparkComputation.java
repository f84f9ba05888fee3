package dev.quern.scheduler.spark;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.lane.Wait;
import dev.quern.scheduler.lane.Work;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Ending;
import dev.quern.scheduler.run.Finish;
import dev.quern.scheduler.run.Progress;
import dev.quern.scheduler.run.Submission;
import dev.quern.scheduler.spark.rdd.UnitReport;
import dev.quern.scheduler.spark.rdd.UnitReports;
import dev.quern.scheduler.spark.worker.ResultStream;
import dev.quern.scheduler.store.MemoryLedger;
import java.io.ByteArrayInputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A submission on the cluster from beginning to end. Results lie here as bytes until they are asked
 * for.
 */
final class SparkComputation extends Work implements Computation {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final Ending DONE = new Ending.Done();

  private final Submission submission;
  private final Lanes lanes;
  private final Events events;
  private final Consumer<SparkComputation> onEnded;
  private final @Nullable MemoryLedger ledger;
  private final SubmittedJob job;
  private final ClusterRecorder recorder;
  private final boolean keeps;
  private final AtomicReferenceArray<byte @Nullable []> results;
  private volatile @Nullable KeptLayer kept;
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();
  private final Finish ended = new Finish();

  /**
   * A computation of {@code submission}, not started.
   *
   * @param keeps whether the results stay on the executors
   * @param onEnded told when it is over
   */
  SparkComputation(
      Submission submission,
      boolean keeps,
      SharedContext context,
      Lanes lanes,
      Events events,
      Consumer<SparkComputation> onEnded) {
    super(lanes.running(), Annotations.current().priority());
    this.submission = submission;
    this.keeps = keeps && submission.chunks().size() > 0;
    this.lanes = lanes;
    this.events = events;
    this.onEnded = onEnded;
    this.ledger = submission.storage().ledger();
    this.job = new SubmittedJob(context, submission.chunks(), new UnitReports(this::told));
    this.recorder = new ClusterRecorder(submission, job.job(), lanes, events);
    this.results = new AtomicReferenceArray<>(job.job().outputs());
  }

  /** Sets the cluster to work. */
  void start() {
    joinParent();
    recorder.started();
    if (keeps) {
      job.keep(layer -> kept = layer, new ByPhases());
    } else {
      job.submit((bytes, unit) -> results.set(unit, bytes), new ByPhases());
    }
    if (isStopped()) {
      job.cancel("it was cancelled before it began");
    }
  }

  private final class ByPhases implements SubmittedJob.Sequel {
    @Override
    public void goOn(Runnable next) {
      try {
        lanes.startAside(new NextPhase(next));
      } catch (RejectedExecutionException closed) {
        over(closed);
      }
    }

    @Override
    public void leftOut(List<Integer> tasks) {
      recorder.leftOut(tasks);
    }

    @Override
    public void over(@Nullable Throwable failure) {
      SparkComputation.this.over(failure);
    }
  }

  /** Cuts what is left of the graph: not on the thread that gives all of Spark's tasks out. */
  private final class NextPhase extends Strand {
    private final transient Runnable next;

    NextPhase(Runnable next) {
      super(lanes, SparkComputation.this);
      this.next = next;
    }

    @Override
    protected void work() {
      next.run();
    }
  }

  /* On a thread of Spark's. */
  private void told(UnitReport report) {
    if (report.failure() == null) {
      job.told(report);
      recorder.done(report);
    } else {
      boolean _ = stop(new ClusterFailure(report.failure().thrown()));
    }
  }

  /* On a thread of Spark's, when no task of the job runs any more. */
  private void over(@Nullable Throwable failure) {
    if (failure != null) {
      ending.compareAndSet(null, new ClusterFailure(failure));
    } else {
      ending.compareAndSet(null, DONE);
    }
    finish();
  }

  private void finish() {
    if (!finished.compareAndSet(false, true)) {
      return;
    }
    if (!(ending() instanceof Ending.Done)) {
      dropResults();
    }
    try {
      recorder.ended(ending().outcome());
      leaveParent();
      job.close();
      submission.onFinished().run();
    } catch (RuntimeException | Error unexpected) {
      LOG.log(Level.ERROR, "after the end of a computation", unexpected);
    } finally {
      ended.reach();
      onEnded.accept(this);
    }
  }

  private boolean stop(Ending how) {
    if (!ending.compareAndSet(null, how)) {
      return false;
    }
    cancelChildren();
    job.cancel(String.valueOf(how.exception().getMessage()));
    return true;
  }

  @Override
  public boolean isStopped() {
    return ending.get() != null;
  }

  @Override
  public boolean tellsTasks() {
    return true;
  }

  @Override
  public void abandon(Throwable broken) {
    boolean _ = stop(new ClusterFailure(broken));
  }

  @Override
  public List<Chunk> join() {
    if (!ended.isReached()) {
      try (Wait _ = Wait.begin(lanes.running(), this, ended::isReached)) {
        ended.await(lanes, events, ledger, this::close);
      }
    }
    if (!(ending() instanceof Ending.Done)) {
      throw ending().exception();
    }
    if (!claimed.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the outputs of this computation were handed over, or given up by close, before");
    }
    try {
      return allOutputs();
    } finally {
      dropResults();
    }
  }

  /** Waits for the end up to {@code nanos}; returns whether it has come. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(lanes, nanos);
  }

  /* The account of the graph may be closed by now: they come from the session's. */
  private List<Chunk> allOutputs() {
    KeptLayer layer = kept;
    return layer == null ? broughtOutputs() : keptOutputs(layer);
  }

  private List<Chunk> keptOutputs(KeptLayer layer) {
    List<Chunk> outputs = new ArrayList<>();
    for (int i = 0; i < submission.chunks().size(); i++) {
      outputs.add(layer.result(job.job().outputUnit(i)));
    }
    return List.copyOf(outputs);
  }

  private List<Chunk> broughtOutputs() {
    MemoryBudget memory = ledger == null ? submission.memory() : ledger.memory();
    LazyChunks chunks = submission.chunks();
    @Nullable Chunk[] made = new @Nullable Chunk[results.length()];
    List<Chunk> outputs = new ArrayList<>();
    try {
      for (int i = 0; i < chunks.size(); i++) {
        int unit = job.job().outputUnit(i);
        Chunk there = made[unit];
        if (there == null) {
          byte[] bytes = Objects.requireNonNull(results.getAndSet(unit, null), "a result");
          there =
              ResultStream.read(
                  new ByteArrayInputStream(bytes),
                  memory,
                  submission.storage().spill(),
                  submission.storage().share());
          made[unit] = there;
          outputs.add(there);
        } else {
          outputs.add(there.retain());
        }
      }
      return List.copyOf(outputs);
    } catch (RuntimeException | Error e) {
      outputs.forEach(Chunk::close);
      throw e;
    }
  }

  private void dropResults() {
    for (int i = 0; i < results.length(); i++) {
      results.set(i, null);
    }
    KeptLayer layer = kept;
    if (layer != null) {
      layer.dropIfUnused();
    }
  }

  @Override
  public boolean cancel() {
    return cancel("the computation was cancelled");
  }

  @Override
  public boolean cancel(String why) {
    return stop(new Ending.Cancelled(why));
  }

  @Override
  public void close() {
    boolean _ = cancel("the computation was closed");
    if (ending() instanceof Ending.Done && claimed.compareAndSet(false, true)) {
      dropResults();
    }
  }

  @Override
  public State state() {
    return !ended.isReached() ? State.RUNNING : ending().state();
  }

  @Override
  public Progress progress() {
    return new Progress(recorder.doneTasks(), job.job().graph().size());
  }

  @Override
  public String toString() {
    return "graph " + submission.number();
  }

  private Ending ending() {
    return Objects.requireNonNull(ending.get(), "the run goes on");
  }
}
