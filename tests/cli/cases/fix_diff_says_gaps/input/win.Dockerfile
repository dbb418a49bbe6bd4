FROM alpine:3.20
SHELL ["powershell", "-Command"]
RUN Get-Item .
