package dev.quern.engine.io.parquet.write;

import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.IntervalType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** parquet-java's reading of a Parquet file, in the Java objects that {@code Values} gives. */
final class ParquetJavaRows {
  private ParquetJavaRows() {}

  /** The footer. */
  static ParquetMetadata footer(Path file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      return reader.getFooter();
    }
  }

  /** All rows of the file; timestamps as counts of their unit. */
  static List<List<@Nullable Object>> read(Path file, Schema schema) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (ParquetFileReader reader = open(file)) {
      MessageType type = reader.getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(type);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(pages, new GroupRecordConverter(type));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(row(records.read(), schema));
        }
      }
    }
    return rows;
  }

  /** Without Hadoop's own configuration, which wants thirty more megabytes of libraries. */
  static ParquetFileReader open(Path file) throws IOException {
    return open(file, options());
  }

  /** The same, for the rows in pages that can meet {@code predicate}. */
  static ParquetFileReader open(Path file, FilterPredicate predicate) throws IOException {
    return open(file, options().withRecordFilter(FilterCompat.get(predicate)));
  }

  private static ParquetFileReader open(Path file, ParquetReadOptions.Builder options)
      throws IOException {
    return ParquetFileReader.open(new LocalInputFile(file), options.build());
  }

  private static ParquetReadOptions.Builder options() {
    return ParquetReadOptions.builder(new PlainParquetConfiguration())
        .withCodecFactory(new PlainCodecs())
        .usePageChecksumVerification(true);
  }

  private static List<@Nullable Object> row(Group group, Schema schema) {
    List<@Nullable Object> row = new ArrayList<>(schema.size());
    for (int i = 0; i < schema.size(); i++) {
      row.add(
          group.getFieldRepetitionCount(i) == 0 ? null : value(group, i, schema.field(i).type()));
    }
    return row;
  }

  private static Object value(Group group, int i, DType type) {
    return switch (type) {
      case ListType(DType element) -> {
        Group list = group.getGroup(i, 0);
        List<@Nullable Object> elements = new ArrayList<>();
        for (int at = 0; at < list.getFieldRepetitionCount(0); at++) {
          Group wrapped = list.getGroup(0, at);
          boolean isNull = wrapped.getFieldRepetitionCount(0) == 0;
          elements.add(isNull ? null : value(wrapped, 0, element));
        }
        yield elements;
      }
      case StructType struct -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        List<@Nullable Object> values = row(group.getGroup(i, 0), Schema.of(struct.fields()));
        for (int field = 0; field < values.size(); field++) {
          fields.put(struct.fields().get(field).name(), values.get(field));
        }
        yield fields;
      }
      case DecimalType(int precision, int scale) -> {
        if (precision <= 9) {
          yield BigDecimal.valueOf(group.getInteger(i, 0), scale);
        }
        yield precision <= 18
            ? BigDecimal.valueOf(group.getLong(i, 0), scale)
            : new BigDecimal(new BigInteger(group.getBinary(i, 0).getBytes()), scale);
      }
      case TimestampType(TimeUnit unit, String _) ->
          unit == TimeUnit.SECOND ? group.getLong(i, 0) / 1000 : group.getLong(i, 0);
      case TimeType time ->
          LocalTime.ofNanoOfDay(group.getLong(i, 0) * (1_000_000_000L / time.unit().perSecond()));
      case CategoricalType _ -> group.getString(i, 0);
      case IntervalType _ -> {
        var bytes =
            java.nio.ByteBuffer.wrap(group.getBinary(i, 0).getBytes())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        yield new CalendarInterval(
            bytes.getInt(), bytes.getInt(), 1_000_000L * (bytes.getInt() & 0xFFFF_FFFFL));
      }
      case DurationType _ -> throw new IllegalArgumentException("Parquet has no durations");
      case PrimitiveType primitive ->
          switch (primitive) {
            case BOOL -> group.getBoolean(i, 0);
            case INT8 -> (byte) group.getInteger(i, 0);
            case INT16 -> (short) group.getInteger(i, 0);
            case INT32 -> group.getInteger(i, 0);
            case INT64 -> group.getLong(i, 0);
            case UINT8 -> (short) group.getInteger(i, 0);
            case UINT16 -> group.getInteger(i, 0);
            case UINT32 -> Integer.toUnsignedLong(group.getInteger(i, 0));
            case UINT64 -> new BigInteger(Long.toUnsignedString(group.getLong(i, 0)));
            case FLOAT32 -> group.getFloat(i, 0);
            case FLOAT64 -> group.getDouble(i, 0);
            case DATE -> LocalDate.ofEpochDay(group.getInteger(i, 0));
            case UTF8 -> group.getString(i, 0);
            case BINARY -> group.getBinary(i, 0).getBytes();
          };
    };
  }
}
