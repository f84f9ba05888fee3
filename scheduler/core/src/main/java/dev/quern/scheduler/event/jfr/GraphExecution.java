package dev.quern.scheduler.event.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A graph, from its submission to its end. */
@Name("dev.quern.Graph")
@Label("Graph")
@Description("A graph of tasks that a session ran")
@Category("Quern")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class GraphExecution extends Event {
  private static final GraphExecution PROBE = new GraphExecution();

  @Label("Graph")
  @Description("The number of the graph in its session")
  private long graph;

  @Label("Tasks")
  private long tasks;

  @Label("Peak Bytes")
  @Description("The most bytes of results that were alive at once")
  @DataAmount
  private long peakBytes;

  @Label("Outcome")
  @Description("done, failed or cancelled")
  private String outcome = "";

  /** An event of a graph that has not begun. */
  public GraphExecution() {}

  /** Whether a recording asks for these events. */
  public static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  /** Says which graph it was and how it ended. */
  public void ended(long number, long size, long peak, String how) {
    graph = number;
    tasks = size;
    peakBytes = peak;
    outcome = how;
  }
}
