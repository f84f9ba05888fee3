# Regenerates the files beside it with pyarrow 25: python make.py FOLDER
import sys, datetime, decimal
import pyarrow as pa, pyarrow.ipc as ipc
out = sys.argv[1]
n = 60
D = decimal.Decimal
def every(i):
    return None if i % 7 == 3 else i
cols = {
 'null': pa.nulls(n),
 'uint8': pa.array([every(i) and i % 256 for i in range(n)], pa.uint8()),
 'uint16': pa.array([every(i) and (65535 - i) for i in range(n)], pa.uint16()),
 'uint32': pa.array([every(i) and (4294967295 - i) for i in range(n)], pa.uint32()),
 'uint64': pa.array([every(i) and (18446744073709551615 - i) for i in range(n)], pa.uint64()),
 'half': pa.array([None if i % 7 == 3 else i / 8 for i in range(n)], pa.float16()),
 'date64': pa.array([None if i % 7 == 3 else datetime.date(2000, 1, 1) + datetime.timedelta(days=i) for i in range(n)], pa.date64()),
 'text': pa.array([None if i % 7 == 3 else 'x' * (i % 40) + str(i) for i in range(n)], pa.string()),
 'large': pa.array([None if i % 7 == 3 else 'y' * (i % 40) + str(i) for i in range(n)], pa.large_string()),
 'view': pa.array([None if i % 7 == 3 else 'z' * (i % 40) + str(i) for i in range(n)], pa.string_view()),
 'fixed': pa.array([None if i % 7 == 3 else bytes([i % 256]) * 20 for i in range(n)], pa.binary(20)),
 'short': pa.array([None if i % 7 == 3 else bytes([i % 256]) * 3 for i in range(n)], pa.binary(3)),
 'dec32': pa.array([None if i % 7 == 3 else D(i - 250).scaleb(-2) for i in range(n)], pa.decimal32(7, 2)),
 'dec64': pa.array([None if i % 7 == 3 else D(i - 250).scaleb(-2) for i in range(n)], pa.decimal64(15, 2)),
 'dec128': pa.array([None if i % 7 == 3 else D(i - 250).scaleb(-2) for i in range(n)], pa.decimal128(30, 2)),
 'seconds': pa.array([every(i) for i in range(n)], pa.timestamp('s')),
 'zoned': pa.array([every(i) for i in range(n)], pa.timestamp('us', 'Europe/Oslo')),
 'time': pa.array([every(i) for i in range(n)], pa.time64('us')),
 'list': pa.array([None if i % 7 == 3 else [i, i + 1] for i in range(n)], pa.list_(pa.int32())),
 'struct': pa.array([{'a': i, 'b': str(i)} for i in range(n)], pa.struct([('a', pa.int64()), ('b', pa.string_view())])),
 'dec256': pa.array([D(i) for i in range(n)], pa.decimal256(50, 0)),
 'bool': pa.array([None if i % 7 == 3 else i % 2 == 0 for i in range(n)], pa.bool_()),
 'category': pa.array([None if i % 7 == 3 else 'cat ' + 'c' * (i % 20) for i in range(n)]).dictionary_encode(),
 'small': pa.DictionaryArray.from_arrays(pa.array([None if i % 7 == 3 else i % 5 for i in range(n)], pa.int8()), pa.array([10, 20, 30, None, 10], pa.int64())),
 'twice': pa.DictionaryArray.from_arrays(pa.array([i % 4 for i in range(n)], pa.uint16()), pa.array(['a', 'b', 'a', None])),
 'last': pa.array(range(n), pa.int64()),
}
t = pa.table(cols)
for codec in ('lz4', 'zstd'):
    with ipc.new_file(f'{out}/every-{codec}.arrow', t.schema, options=ipc.IpcWriteOptions(compression=codec)) as w:
        w.write_table(t, max_chunksize=40)
# dictionaries that are replaced (stream) and that grow (file)
def batch(values, words):
    return pa.record_batch([pa.DictionaryArray.from_arrays(pa.array(values, pa.int32()), pa.array(words))], ['word'])
b = [batch([0, 1, 0], ['one', 'two']), batch([1, None, 0], ['three', 'a fourth and longer word']), batch([0], ['one'])]
with ipc.new_stream(f'{out}/replaced.arrows', b[0].schema) as w:
    for x in b: w.write_batch(x)
g = [batch([0, 1, 0], ['one', 'two']), batch([2, None, 0], ['one', 'two', 'a third and longer word']), batch([3], ['one', 'two', 'a third and longer word', 'four'])]
with ipc.new_file(f'{out}/grown.arrow', g[0].schema, options=ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as w:
    for x in g: w.write_batch(x)
# more than 64 KiB, so that LZ4's blocks refer to each other
big = pa.table({'n': pa.array([i % 10 for i in range(20000)], pa.int64())})
with ipc.new_file(f'{out}/linked-blocks.arrow', big.schema, options=ipc.IpcWriteOptions(compression='lz4')) as w:
    w.write_table(big)
# an ordered dictionary, whose names no metadata tells, and one that comes in two parts
def ordered(values, words):
    return pa.record_batch([pa.DictionaryArray.from_arrays(pa.array(values, pa.int8()), pa.array(words), ordered=True)], ['size'])
o = [ordered([2, 0, None, 1], ['small', 'medium', 'large']), ordered([1, 3], ['small', 'medium', 'large', 'huge'])]
with ipc.new_file(f'{out}/ordered.arrow', o[0].schema, options=ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as w:
    for x in o: w.write_batch(x)
with ipc.new_stream(f'{out}/ordered.arrows', o[0].schema) as w:
    w.write_batch(o[0])
