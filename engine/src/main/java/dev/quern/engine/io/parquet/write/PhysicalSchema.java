package dev.quern.engine.io.parquet.write;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/**
 * How our types are told in a Parquet footer: a physical type, a logical one, and where old readers
 * knew it the converted type too.
 */
final class PhysicalSchema {
  /** The most digits of a decimal that Parquet holds as INT32. */
  static final int MAX_INT_DIGITS = 9;

  /** The most digits of a decimal that Parquet holds as INT64. */
  static final int MAX_LONG_DIGITS = 18;

  private PhysicalSchema() {}

  /** The schema tree: the root and what is below it, depth first. */
  static List<SchemaElement> elements(Schema schema) {
    if (schema.size() == 0) {
      throw new PlanException("a Parquet file needs at least one column");
    }
    List<SchemaElement> elements = new ArrayList<>(schema.size() + 1);
    elements.add(new SchemaElement("schema").setNum_children(schema.size()));
    for (Field field : schema) {
      add(field, elements);
    }
    return elements;
  }

  /* A field and what is below it, lists in the three levels that all readers know. */
  private static void add(Field field, List<SchemaElement> to) {
    switch (field.type()) {
      case ListType list -> {
        to.add(
            group(field, 1)
                .setLogicalType(LogicalType.LIST(new org.apache.parquet.format.ListType()))
                .setConverted_type(ConvertedType.LIST));
        to.add(
            new SchemaElement(LeafField.REPEATED)
                .setNum_children(1)
                .setRepetition_type(FieldRepetitionType.REPEATED));
        add(Field.of(LeafField.ELEMENT, list.element()), to);
      }
      case StructType struct -> {
        to.add(group(field, struct.fields().size()));
        struct.fields().forEach(inner -> add(inner, to));
      }
      default -> to.add(element(field));
    }
  }

  private static SchemaElement group(Field field, int children) {
    return new SchemaElement(field.name())
        .setNum_children(children)
        .setRepetition_type(repetition(field));
  }

  private static FieldRepetitionType repetition(Field field) {
    return field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED;
  }

  /** What the values of this type are for Parquet. */
  static Type physical(DType type) {
    return switch (type) {
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> Type.BOOLEAN;
            case INT8, INT16, INT32, UINT8, UINT16, UINT32, DATE -> Type.INT32;
            case INT64, UINT64 -> Type.INT64;
            case FLOAT32 -> Type.FLOAT;
            case FLOAT64 -> Type.DOUBLE;
            case UTF8, BINARY -> Type.BYTE_ARRAY;
          };
      case DecimalType(int precision, int _) -> {
        if (precision <= MAX_INT_DIGITS) {
          yield Type.INT32;
        }
        yield precision <= MAX_LONG_DIGITS ? Type.INT64 : Type.FIXED_LEN_BYTE_ARRAY;
      }
      case CategoricalType _ -> Type.BYTE_ARRAY;
      case IntervalType _ -> Type.FIXED_LEN_BYTE_ARRAY;
      case TimestampType _, TimeType _ -> Type.INT64;
      case DurationType _ ->
          throw new PlanException("Parquet has no durations: cast the column to int64 before");
      case ListType _, StructType _ -> throw new IllegalArgumentException(type + " is no leaf");
    };
  }

  /** The bytes of a value in PLAIN encoding; only of types whose values all have the same. */
  static int width(DType type) {
    return switch (physical(type)) {
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case FIXED_LEN_BYTE_ARRAY ->
          type instanceof DecimalType decimal
              ? decimalBytes(decimal.precision())
              : IntervalEncoder.WIDTH;
      case BOOLEAN, INT96, BYTE_ARRAY ->
          throw new IllegalArgumentException(type + " has no width in bytes");
    };
  }

  /** The same, and 0 of types whose values have their length before them. */
  static int plainWidth(DType type) {
    return physical(type) == Type.BYTE_ARRAY ? 0 : width(type);
  }

  /** The bytes that signed numbers of this many digits need. */
  private static int decimalBytes(int precision) {
    return BigInteger.TEN.pow(precision).subtract(BigInteger.ONE).bitLength() / 8 + 1;
  }

  private static SchemaElement element(Field field) {
    SchemaElement element =
        new SchemaElement(field.name())
            .setType(physical(field.type()))
            .setRepetition_type(repetition(field));
    switch (field.type()) {
      case PrimitiveType primitive -> annotate(element, primitive);
      case CategoricalType _ -> annotate(element, PrimitiveType.UTF8);
      case IntervalType _ ->
          element.setType_length(width(field.type())).setConverted_type(ConvertedType.INTERVAL);
      case DecimalType decimal -> annotate(element, decimal);
      case TimestampType timestamp -> annotate(element, timestamp);
      case TimeType time ->
          element.setLogicalType(
              LogicalType.TIME(
                  new org.apache.parquet.format.TimeType(
                      false,
                      time.unit() == dev.quern.engine.type.TimeUnit.NANO
                          ? TimeUnit.NANOS(new NanoSeconds())
                          : TimeUnit.MICROS(new MicroSeconds()))));
      case DurationType _, ListType _, StructType _ ->
          throw new IllegalArgumentException(field.type() + " is no leaf");
    }
    return element;
  }

  private static void annotate(SchemaElement element, PrimitiveType type) {
    switch (type) {
      case INT8 -> annotate(element, 8, true, ConvertedType.INT_8);
      case INT16 -> annotate(element, 16, true, ConvertedType.INT_16);
      case UINT8 -> annotate(element, 8, false, ConvertedType.UINT_8);
      case UINT16 -> annotate(element, 16, false, ConvertedType.UINT_16);
      case UINT32 -> annotate(element, 32, false, ConvertedType.UINT_32);
      case UINT64 -> annotate(element, 64, false, ConvertedType.UINT_64);
      case DATE ->
          element
              .setLogicalType(LogicalType.DATE(new DateType()))
              .setConverted_type(ConvertedType.DATE);
      case UTF8 ->
          element
              .setLogicalType(LogicalType.STRING(new StringType()))
              .setConverted_type(ConvertedType.UTF8);
      case BOOL, INT32, INT64, FLOAT32, FLOAT64, BINARY -> {
        // The physical type says it all.
      }
    }
  }

  private static void annotate(
      SchemaElement element, int bits, boolean signed, ConvertedType converted) {
    element
        .setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, signed)))
        .setConverted_type(converted);
  }

  private static void annotate(SchemaElement element, DecimalType type) {
    if (physical(type) == Type.FIXED_LEN_BYTE_ARRAY) {
      element.setType_length(width(type));
    }
    element
        .setLogicalType(
            LogicalType.DECIMAL(
                new org.apache.parquet.format.DecimalType(type.scale(), type.precision())))
        .setConverted_type(ConvertedType.DECIMAL)
        .setPrecision(type.precision())
        .setScale(type.scale());
  }

  /** The zone itself has no place in Parquet: only whether there is one. */
  private static void annotate(SchemaElement element, TimestampType type) {
    TimeUnit unit =
        switch (type.unit()) {
          case SECOND, MILLI -> TimeUnit.MILLIS(new MilliSeconds());
          case MICRO -> TimeUnit.MICROS(new MicroSeconds());
          case NANO -> TimeUnit.NANOS(new NanoSeconds());
        };
    element.setLogicalType(
        LogicalType.TIMESTAMP(new org.apache.parquet.format.TimestampType(type.hasZone(), unit)));
    if (type.hasZone()) {
      switch (type.unit()) {
        case SECOND, MILLI -> element.setConverted_type(ConvertedType.TIMESTAMP_MILLIS);
        case MICRO -> element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
        case NANO -> {
          // Never was a converted type.
        }
      }
    }
  }
}
