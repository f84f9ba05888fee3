package dev.quern.scheduler.event.jfr;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What all events of the recorder that are about a task tell of it. */
@Category("Quern")
@StackTrace(false)
public abstract class TaskRecord extends Event {
  @Label("Graph")
  @Description("The number of the graph in its session; 0 for a task that belongs to none")
  long graph;

  @Label("Plan Node")
  String node = "";

  @Label("Source Line")
  @Description("The line of user code that made the plan node")
  String source = "";

  @Label("Key")
  @Description("The name of the task's result")
  String key = "";

  @Label("Partition")
  int partition;

  @Label("Worker")
  @Description("The number of the worker in its session; -1 for other threads")
  int worker;

  TaskRecord() {}

  /** Says which task it is, and where. */
  public final void describe(long number, Key name, Origin origin, int lane) {
    graph = number;
    node = origin.label();
    source = origin.where().isKnown() ? origin.where().toString() : "";
    key = name.token().toString();
    partition = name.partition();
    worker = lane;
  }
}
