"""Notes for the simulated minute-taker: ordinary sentences in Vietnamese."""

from typing import Final

NOTES: Final = (
    "Nhất trí với dự thảo báo cáo; đề nghị bổ sung số hộ chưa có nước sạch.",
    "Đề nghị sớm sửa đoạn đường bê tông bị sạt sau mưa, khoảng 120 m.",
    "Đường điện chiếu sáng đã xong 2/3; xin hoàn thành trước ngày 20.",
    "Tự nhận còn chậm nộp báo cáo tháng, xin khắc phục từ tháng này.",
    "Đề xuất vận động mỗi hộ đóng hai ngày công làm kênh mương.",
    "Phản ánh sóng điện thoại ở cuối thôn còn yếu, khó họp trực tuyến.",
    "Đồng ý giao tổ 3 kèm cặp hai hộ cận nghèo.",
    "Đề nghị công khai quỹ thôn trên bảng tin mỗi quý.",
    "Báo cáo việc đã làm: thăm 5 hộ, vận động 3 cháu trở lại lớp.",
    "Góp ý: thông báo nhiều, thời gian thảo luận còn ít.",
    "Đề nghị cấp trên cho ý kiến về đất làm nhà văn hóa.",
    "Nêu gương tổ thu gom rác; đề nghị nhân rộng.",
    "Xin tập huấn thêm về Sổ tay đảng viên điện tử cho đảng viên cao tuổi.",
    "Thống nhất lịch trực phòng chống cháy rừng trong tháng.",
    "Đề nghị kết nạp quần chúng ưu tú đã qua lớp bồi dưỡng.",
    "Lo ngại dịch tả lợn; đề nghị thú y xã phun khử khuẩn.",
    "Đăng ký thêm 10 cây xanh trước cổng trường.",
    "Bổ sung: người đi làm ăn xa cần được gửi tài liệu trước hai ngày.",
)
