package dev.quern.scheduler.capsule;

import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.codec.ChunkForm;
import java.io.Serializable;
import java.util.List;

/** A task as it stands in a capsule. */
record CapsuleTask(Key key, Origin origin, Operator operator, List<ChunkForm> inputs)
    implements Serializable {

  CapsuleTask {
    inputs = List.copyOf(inputs);
  }

  /** The name of the entry that holds the bytes of input {@code number}. */
  String entry(int number) {
    return "input-" + number + "." + inputs.get(number).extension();
  }
}
