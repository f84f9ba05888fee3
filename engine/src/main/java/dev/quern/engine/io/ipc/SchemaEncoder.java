package dev.quern.engine.io.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.engine.io.CategoryText;
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
import dev.quern.engine.type.TickType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.BinaryView;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.DictionaryKind;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;
import org.apache.arrow.flatbuf.Utf8View;

/** Our schemas as Arrow's flatbuffers. */
final class SchemaEncoder {
  private final FlatBufferBuilder builder;
  private final boolean views;
  private final boolean narrowDecimals;
  private final boolean ownCodes;

  SchemaEncoder(FlatBufferBuilder builder, IpcWriteOptions options) {
    this.builder = builder;
    this.views = options.views();
    this.narrowDecimals = options.narrowDecimals();
    this.ownCodes = options.isNative();
  }

  /**
   * The offset of the schema in the builder.
   *
   * @param dictionary whether the column at that position has a dictionary, whose id is its
   *     position
   */
  int encode(Schema schema, boolean[] dictionary) {
    int[] fields = new int[schema.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = field(schema.field(i), dictionary[i], i);
    }
    int vector = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, fields);
    return org.apache.arrow.flatbuf.Schema.createSchema(builder, Endianness.Little, vector, 0, 0);
  }

  private int field(Field field, boolean dictionary, int id) {
    int[] inner = children(field.type());
    int name = builder.createString(field.name());
    int type = type(field.type());
    int encoding = 0;
    if (dictionary) {
      int codes = Int.createInt(builder, 32, true);
      encoding =
          DictionaryEncoding.createDictionaryEncoding(
              builder,
              id,
              codes,
              field.type() instanceof CategoricalType,
              DictionaryKind.DenseArray);
    }
    int metadata = 0;
    if (field.type() instanceof CategoricalType categorical) {
      metadata = names(categorical);
    }
    int children = org.apache.arrow.flatbuf.Field.createChildrenVector(builder, inner);
    return org.apache.arrow.flatbuf.Field.createField(
        builder, name, field.nullable(), kind(field.type()), type, encoding, children, metadata);
  }

  /* Neither codes nor texts tell the names, and dictionaries come after the schema. */
  private int names(CategoricalType type) {
    int key = builder.createString(CategoryText.KEY);
    int value = builder.createString(CategoryText.of(type));
    return org.apache.arrow.flatbuf.Field.createCustomMetadataVector(
        builder, new int[] {KeyValue.createKeyValue(builder, key, value)});
  }

  private int[] children(DType type) {
    return switch (type) {
      case ListType list -> new int[] {field(Field.of("item", list.element()), false, 0)};
      case StructType struct ->
          struct.fields().stream().mapToInt(field -> field(field, false, 0)).toArray();
      case DecimalType _, TickType _, IntervalType _, CategoricalType _, PrimitiveType _ ->
          new int[0];
    };
  }

  private byte kind(DType type) {
    return switch (type) {
      case CategoricalType _ -> ownCodes ? Type.Int : kind(DType.UTF8);
      case IntervalType _ -> Type.Interval;
      case DecimalType _ -> Type.Decimal;
      case TimestampType _ -> Type.Timestamp;
      case TimeType _ -> Type.Time;
      case DurationType _ -> Type.Duration;
      case ListType _ -> Type.List;
      case StructType _ -> Type.Struct_;
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> Type.Bool;
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> Type.Int;
            case FLOAT32, FLOAT64 -> Type.FloatingPoint;
            case DATE -> Type.Date;
            case UTF8 -> views ? Type.Utf8View : Type.Utf8;
            case BINARY -> views ? Type.BinaryView : Type.Binary;
          };
    };
  }

  private int type(DType type) {
    return switch (type) {
      case DecimalType decimal -> {
        int bits = narrowDecimals ? 8 * decimal.byteWidth() : 128;
        yield Decimal.createDecimal(builder, decimal.precision(), decimal.scale(), bits);
      }
      case TimestampType timestamp -> {
        int zone = timestamp.hasZone() ? builder.createString(timestamp.zone()) : 0;
        yield Timestamp.createTimestamp(builder, unit(timestamp), zone);
      }
      case CategoricalType _ -> type(ownCodes ? PrimitiveType.INT32 : PrimitiveType.UTF8);
      case IntervalType _ -> Interval.createInterval(builder, IntervalUnit.MONTH_DAY_NANO);
      case TimeType time -> Time.createTime(builder, unit(time), 64);
      case DurationType duration -> Duration.createDuration(builder, unit(duration));
      case PrimitiveType primitive -> type(primitive);
      case ListType _ -> {
        org.apache.arrow.flatbuf.List.startList(builder);
        yield org.apache.arrow.flatbuf.List.endList(builder);
      }
      case StructType _ -> {
        Struct_.startStruct_(builder);
        yield Struct_.endStruct_(builder);
      }
    };
  }

  private int type(PrimitiveType type) {
    return switch (type) {
      case BOOL -> {
        Bool.startBool(builder);
        yield Bool.endBool(builder);
      }
      case INT8, INT16, INT32, INT64 -> Int.createInt(builder, 8 * type.byteWidth(), true);
      case UINT8, UINT16, UINT32, UINT64 -> Int.createInt(builder, 8 * type.byteWidth(), false);
      case FLOAT32 -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
      case FLOAT64 -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
      case DATE -> Date.createDate(builder, DateUnit.DAY);
      case UTF8 -> {
        if (views) {
          Utf8View.startUtf8View(builder);
          yield Utf8View.endUtf8View(builder);
        }
        Utf8.startUtf8(builder);
        yield Utf8.endUtf8(builder);
      }
      case BINARY -> {
        if (views) {
          BinaryView.startBinaryView(builder);
          yield BinaryView.endBinaryView(builder);
        }
        Binary.startBinary(builder);
        yield Binary.endBinary(builder);
      }
    };
  }

  private static short unit(TickType type) {
    return switch (type.unit()) {
      case SECOND -> TimeUnit.SECOND;
      case MILLI -> TimeUnit.MILLISECOND;
      case MICRO -> TimeUnit.MICROSECOND;
      case NANO -> TimeUnit.NANOSECOND;
    };
  }
}
