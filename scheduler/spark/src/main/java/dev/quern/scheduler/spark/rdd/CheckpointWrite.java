package dev.quern.scheduler.spark.rdd;

import dev.quern.scheduler.spark.checkpoint.Checkpoint;
import java.io.Serializable;
import scala.Product2;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** Has units' results written to a checkpoint: what is done with a bundle of them. */
public final class CheckpointWrite
    extends AbstractFunction1<Iterator<Product2<Object, Object>>, BoxedUnit>
    implements Serializable {
  private final Checkpoint to;

  /** Writes to {@code to}. */
  public CheckpointWrite(Checkpoint to) {
    this.to = to;
  }

  @Override
  public BoxedUnit apply(Iterator<Product2<Object, Object>> bundle) {
    while (bundle.hasNext()) {
      Product2<Object, Object> result = bundle.next();
      to.write((Integer) result._1(), ((Outgoing) result._2())::write);
    }
    return BoxedUnit.UNIT;
  }
}
