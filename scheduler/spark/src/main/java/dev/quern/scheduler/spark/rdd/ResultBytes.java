package dev.quern.scheduler.spark.rdd;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import scala.Product2;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A unit's result as bytes for the driver: what is done with a partition of the last layer. */
public final class ResultBytes extends AbstractFunction1<Iterator<Product2<Object, Object>>, byte[]>
    implements Serializable {
  @Override
  public byte[] apply(Iterator<Product2<Object, Object>> partition) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ((Outgoing) partition.next()._2()).write(bytes);
    return bytes.toByteArray();
  }
}
