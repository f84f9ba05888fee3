package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands in the bytes for something that cannot be serialized as it is. */
sealed interface Stand extends Serializable {

  /** A path of the default file system. */
  record ForPath(String path) implements Stand {}

  /** An optional value. */
  record ForOptional(@Nullable Object value) implements Stand {}

  /** A record that does not say it may be serialized, which all records may. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ForRecord(Class<?> type, @Nullable Object[] components) implements Stand {

    static ForRecord of(Record record) {
      try {
        RecordComponent[] declared = record.getClass().getRecordComponents();
        @Nullable Object[] components = new Object[declared.length];
        for (int i = 0; i < components.length; i++) {
          Method accessor = declared[i].getAccessor();
          accessor.setAccessible(true);
          components[i] = accessor.invoke(record);
        }
        return new ForRecord(record.getClass(), components);
      } catch (ReflectiveOperationException e) {
        throw new UnsupportedDataException("a record that cannot be read: " + e.getMessage(), e);
      }
    }

    Object record() {
      try {
        Class<?>[] types =
            Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return canonical.newInstance(components);
      } catch (ReflectiveOperationException e) {
        throw new DataException("a record that cannot be made: " + e.getMessage(), e);
      }
    }
  }

  /** A chunk. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ForChunk(byte[] bytes) implements Stand {}
}
