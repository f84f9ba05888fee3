package dev.quern.scheduler.spark.rdd;

import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** What Scala does by itself and Java has to spell out. */
public final class Scala {
  private Scala() {}

  /** The tag of a class. */
  public static <T> ClassTag<T> tag(Class<?> type) {
    return ClassTag$.MODULE$.apply(type);
  }

  /** A list as a sequence. */
  public static <T> Seq<T> seq(List<? extends T> list) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
  }
}
