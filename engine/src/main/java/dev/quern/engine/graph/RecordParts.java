package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** The components of record classes, looked up once per class; private records included. */
final class RecordParts {
  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private RecordParts() {}

  /** The components in declaration order; not to be written to. */
  static RecordComponent[] of(Class<?> type) {
    return COMPONENTS.get(type);
  }

  /** What {@code component} holds in {@code value}. */
  static @Nullable Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      PlanException unreadable =
          new PlanException(
              "cannot read '%s' of %s".formatted(component.getName(), value.getClass().getName()));
      unreadable.initCause(e);
      throw unreadable;
    }
  }
}
